package clickstream.ingest;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes gzip (RFC 1952), all members of it, and stops at a limit. Stricter than {@code java.util.zip.GZIPInputStream}, which takes a
 * broken member behind a good one for the end: behind the last member only zero bytes and line ends may stand. Not thread-safe.
 */
final class Gunzip {

    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final byte[] stored;
    private final int end;
    private int at;

    Gunzip(byte[] stored, int end) {
        this.stored = stored;
        this.end = end;
    }

    static boolean isGzip(byte[] bytes, int end) {
        return end >= 2 && bytes[0] == 0x1F && (bytes[1] & 0xFF) == 0x8B;
    }

    /**
     * Writes what it holds to {@code inflated}.
     *
     * @throws BodyException where it is broken or cut off, or {@code inflated} takes no more
     */
    void into(BodyBytes inflated) throws BodyException {
        try (Inflater inflater = new Inflater(true)) {
            do {
                member(inflater, inflated);
                inflater.reset();
                skipFilling();
            } while (at < end);
        }
    }

    private void member(Inflater inflater, BodyBytes inflated) throws BodyException {
        skipHeader();
        inflater.setInput(stored, at, end - at);
        CRC32 checksum = new CRC32();
        long count = 0;
        byte[] buffer = new byte[8_192];
        while (!inflater.finished()) {
            int length = inflate(inflater, buffer);
            if (length == 0 && !inflater.finished()) {
                throw broken();
            }
            checksum.update(buffer, 0, length);
            count += length;
            inflated.add(buffer, 0, length);
        }
        at = end - inflater.getRemaining();
        if (end - at < TRAILER_BYTES || word() != checksum.getValue() || word() != (count & 0xFFFFFFFFL)) {
            throw broken();
        }
    }

    private static int inflate(Inflater inflater, byte[] buffer) throws BodyException {
        try {
            return inflater.inflate(buffer);
        } catch (DataFormatException e) {
            throw broken();
        }
    }

    private void skipHeader() throws BodyException {
        if (end - at < HEADER_BYTES
                || stored[at] != 0x1F
                || (stored[at + 1] & 0xFF) != 0x8B
                || stored[at + 2] != DEFLATE) {
            throw broken();
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

    private void skip(int count) throws BodyException {
        if (end - at < count) {
            throw broken();
        }
        at += count;
    }

    private void skipText() throws BodyException {
        do {
            skip(1);
        } while (stored[at - 1] != 0);
    }

    private void skipFilling() {
        while (at < end && (stored[at] == 0 || stored[at] == '\r' || stored[at] == '\n')) {
            at++;
        }
    }

    private long word() {
        long word = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            word |= (stored[at++] & 0xFFL) << shift;
        }
        return word;
    }

    private static BodyException broken() {
        return new BodyException(Refusal.BAD_GZIP);
    }
}
