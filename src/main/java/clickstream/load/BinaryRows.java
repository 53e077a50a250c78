package clickstream.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the binary format of COPY, in which no text is escaped, and no number or time is written and read again. Not thread-safe.
 *
 * <p>Source: <a href="https://www.postgresql.org/docs/18/sql-copy.html">COPY, binary format</a>, and in PostgreSQL's source the
 * {@code recv} function of each type.
 */
final class BinaryRows {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final short NO_MORE = -1;
    private static final int NULL = -1;

    /** PostgreSQL's times begin with the year 2000. */
    private static final long EPOCH_SECOND =
            Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

    private static final int MICROS_A_SECOND = 1_000_000;
    private static final int NANOS_A_MICRO = 1_000;

    /** Of a length and all that has a fixed one. */
    private static final int MOST_FIXED_BYTES = 20;

    private ByteBuffer bytes;

    /** @param usualLength how many bytes they will probably take */
    BinaryRows(int usualLength) {
        bytes = ByteBuffer.allocate(usualLength);
        int noFlags = 0;
        int noExtension = 0;
        room(SIGNATURE.length + MOST_FIXED_BYTES).put(SIGNATURE).putInt(noFlags).putInt(noExtension);
    }

    /** Begins a row of so many values. */
    void row(int values) {
        room(MOST_FIXED_BYTES).putShort((short) values);
    }

    /**
     * Adds the next value of a row.
     *
     * @param value null, or of the class that belongs to the column's type: {@link UUID}, {@link Instant} for {@code timestamptz},
     *     {@link String}, {@link Boolean}, {@link Integer} for {@code integer}, {@link Long} for {@code bigint}
     * @throws IllegalArgumentException for any other class
     */
    void value(@Nullable Object value) {
        switch (value) {
            case null -> room(MOST_FIXED_BYTES).putInt(NULL);
            case String text -> {
                byte[] encoded = text.getBytes(UTF_8);
                room(MOST_FIXED_BYTES + encoded.length).putInt(encoded.length).put(encoded);
            }
            case UUID id ->
                room(MOST_FIXED_BYTES)
                        .putInt(2 * Long.BYTES)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits());
            case Instant time -> room(MOST_FIXED_BYTES).putInt(Long.BYTES).putLong(micros(time));
            case Long number -> room(MOST_FIXED_BYTES).putInt(Long.BYTES).putLong(number);
            case Integer number -> room(MOST_FIXED_BYTES).putInt(Integer.BYTES).putInt(number);
            case Boolean flag -> room(MOST_FIXED_BYTES).putInt(1).put((byte) (flag ? 1 : 0));
            default -> throw new IllegalArgumentException("no column has values of " + value.getClass());
        }
    }

    /** All rows. None can be added any more. */
    ByteBuffer end() {
        return room(MOST_FIXED_BYTES).putShort(NO_MORE).flip();
    }

    /** Rounded, as PostgreSQL rounds what is finer in a text. */
    private static long micros(Instant time) {
        long seconds = Math.subtractExact(time.getEpochSecond(), EPOCH_SECOND);
        int micros = (time.getNano() + NANOS_A_MICRO / 2) / NANOS_A_MICRO;
        return Math.addExact(Math.multiplyExact(seconds, MICROS_A_SECOND), micros);
    }

    private ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            int capacity = Math.max(2 * bytes.capacity(), bytes.position() + length);
            bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
        }
        return bytes;
    }
}
