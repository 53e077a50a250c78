package clickstream.parse;

import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/**
 * Reads the values of an object: gzip, encodings, arrays, lines. No bytes whatever make it throw: what cannot be read is a
 * {@link Reject}. Thread-safe.
 */
public final class ObjectParser {

    /** What an array can hold. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 16;

    private final int maxObjectSizeBytes;

    /** @param maxObjectSizeBytes how many bytes an object may have, as stored and inflated */
    public ObjectParser(long maxObjectSizeBytes) {
        if (maxObjectSizeBytes <= 0) {
            throw new IllegalArgumentException("not a size of objects: %d bytes".formatted(maxObjectSizeBytes));
        }
        this.maxObjectSizeBytes = (int) Math.min(maxObjectSizeBytes, LARGEST_ARRAY);
    }

    /**
     * The values of an object, each read when it is asked for, so that memory holds the object and one value (one more when
     * {@code hasNext} looks ahead). None where the object holds no value at all: no bytes, white space, empty arrays.
     *
     * @param stored the object's bytes; must not change while the values are read
     */
    public Iterator<ParsedValue> values(byte[] stored) {
        if (stored.length > maxObjectSizeBytes) {
            return refused(stored, tooLarge("stored"));
        }
        if (!GzipMembers.beginIn(stored)) {
            return new Values(Text.of(stored));
        }
        GzipMembers members = new GzipMembers(stored);
        try (members) {
            byte[] inflated = members.readNBytes(maxObjectSizeBytes + 1);
            return inflated.length > maxObjectSizeBytes
                    ? refused(stored, tooLarge("inflated"))
                    : new Values(Text.of(inflated));
        } catch (IOException e) {
            return refused(stored, members.inflatedBytes() > maxObjectSizeBytes ? tooLarge("inflated") : badGzip(e));
        }
    }

    private Fault tooLarge(String how) {
        return new Fault(RejectReason.TOO_LARGE, "more than %d bytes %s".formatted(maxObjectSizeBytes, how));
    }

    private static Fault badGzip(IOException e) {
        String message = e.getMessage();
        return new Fault(RejectReason.BAD_GZIP, message == null ? "The gzip data is cut off" : message);
    }

    private static Iterator<ParsedValue> refused(byte[] stored, Fault fault) {
        ByteBuffer kept = ByteBuffer.wrap(stored, 0, Math.min(stored.length, ParsedValue.KEPT_BYTES));
        return List.<ParsedValue>of(fault.reject(0, kept.slice())).iterator();
    }
}
