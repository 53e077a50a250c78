package clickstream.event;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * What the members of a gzip file hold, one behind the other (RFC 1952, section 2.2). Zero bytes may fill up the file behind the last member,
 * as tools that write whole blocks leave them, and line ends may stand behind each, as log shippers write one behind a record; anything else
 * there is an error. {@code java.util.zip.GZIPInputStream} takes it for the end. Not thread-safe.
 *
 * @param <X> what a {@link Sink} throws
 */
public final class GzipMembers<X extends Exception> {

    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;
    private static final int BUFFER = 8_192;

    /** Takes what is inflated, as it comes. */
    public interface Sink<X extends Exception> {

        /**
         * Takes {@code count} bytes, which change afterwards.
         *
         * @throws X where it takes no more, which ends the inflating
         */
        void add(byte[] source, int start, int count) throws X;
    }

    private final byte[] stored;
    private final int end;
    private final Sink<X> sink;
    private final byte[] buffer = new byte[BUFFER];
    private int at;

    private GzipMembers(byte[] stored, int end, Sink<X> sink) {
        this.stored = stored;
        this.end = end;
        this.sink = sink;
    }

    /** Whether the first {@code end} bytes begin as gzip does. */
    public static boolean beginIn(byte[] bytes, int end) {
        return end >= 2 && isMagic(bytes, 0);
    }

    /**
     * Inflates the first {@code end} bytes.
     *
     * @throws ZipException that says what is broken; what stands before it has been handed over
     * @throws X what the sink throws
     */
    public static <X extends Exception> void inflate(byte[] stored, int end, Sink<X> sink) throws ZipException, X {
        GzipMembers<X> members = new GzipMembers<>(stored, end, sink);
        try (Inflater inflater = new Inflater(true)) {
            do {
                members.inflateOne(inflater);
                inflater.reset();
            } while (members.another());
        }
    }

    private void inflateOne(Inflater inflater) throws ZipException, X {
        skipHeader();
        inflater.setInput(stored, at, end - at);
        CRC32 checksum = new CRC32();
        long length = 0;
        while (!inflater.finished()) {
            int count = inflate(inflater);
            if (count == 0 && !inflater.finished()) {
                throw cutOff();
            }
            checksum.update(buffer, 0, count);
            length += count;
            sink.add(buffer, 0, count);
        }
        at = end - inflater.getRemaining();
        require(TRAILER_BYTES);
        if (number() != checksum.getValue() || number() != (length & 0xFFFFFFFFL)) {
            throw new ZipException("The gzip data is damaged: its checksum or its length is wrong");
        }
    }

    private int inflate(Inflater inflater) throws ZipException {
        try {
            return inflater.inflate(buffer);
        } catch (DataFormatException e) {
            throw new ZipException("The gzip data is damaged: " + e.getMessage());
        }
    }

    private void skipHeader() throws ZipException {
        require(HEADER_BYTES);
        if (!isMagic(stored, at) || stored[at + 2] != DEFLATE || (stored[at + 3] & RESERVED) != 0) {
            throw new ZipException(
                    at == 0 ? "A gzip header of an unknown kind" : "There is something behind the last gzip member");
        }
        int flags = stored[at + 3];
        at += HEADER_BYTES;
        if ((flags & EXTRA) != 0) {
            skip(2);
            skip((stored[at - 2] & 0xFF) | (stored[at - 1] & 0xFF) << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            skip(2);
        }
    }

    private void skip(int count) throws ZipException {
        require(count);
        at += count;
    }

    private void skipText() throws ZipException {
        do {
            skip(1);
        } while (stored[at - 1] != 0);
    }

    private void require(int count) throws ZipException {
        if (end - at < count) {
            throw cutOff();
        }
    }

    /** Whether something follows that must be a member. */
    private boolean another() throws ZipException {
        boolean lineEnds = false;
        while (at < end && (stored[at] == '\r' || stored[at] == '\n')) {
            at++;
            lineEnds = true;
        }
        if (at == end || lineEnds || stored[at] != 0) {
            return at < end;
        }
        while (at < end) {
            if (stored[at++] != 0) {
                throw new ZipException("There is something behind the last gzip member");
            }
        }
        return false;
    }

    private static boolean isMagic(byte[] bytes, int at) {
        return bytes[at] == 0x1F && (bytes[at + 1] & 0xFF) == 0x8B;
    }

    /** The next four bytes, the least significant first. */
    private long number() {
        long number = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            number |= (stored[at++] & 0xFFL) << shift;
        }
        return number;
    }

    private static ZipException cutOff() {
        return new ZipException("The gzip data is cut off");
    }
}
