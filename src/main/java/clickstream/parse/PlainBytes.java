package clickstream.parse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes that are nothing special in a JSON string: ASCII, and neither control characters nor quotes nor backslashes. */
final class PlainBytes {

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;
    private static final long BLANKS = ' ' * EACH;
    private static final long QUOTES = '"' * EACH;
    private static final long BACKSLASHES = '\\' * EACH;

    private PlainBytes() {}

    /** Goes on from {@code start} by eight bytes at a time, as long as all eight are plain. */
    static int behind(byte[] bytes, int start) {
        int next = start;
        while (next + Long.BYTES <= bytes.length && arePlain((long) EIGHT.get(bytes, next))) {
            next += Long.BYTES;
        }
        return next;
    }

    /**
     * Each subtraction sets the highest bit of a byte that is not plain, or the byte has it itself. Of plain bytes none does, and none
     * borrows from the next one.
     */
    private static boolean arePlain(long eight) {
        long control = eight - BLANKS;
        long quote = (eight ^ QUOTES) - EACH;
        long backslash = (eight ^ BACKSLASHES) - EACH;
        return ((eight | control | quote | backslash) & HIGHEST_BITS) == 0;
    }
}
