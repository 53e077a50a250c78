package clickstream.parse;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * What the members of a gzip object hold, one behind the other (RFC 1952, section 2.2). Zero bytes may fill up the object behind
 * the last member, as tools that write whole blocks leave them, and line ends may stand behind each, as log shippers write one behind a
 * record; anything else there is an error. {@code java.util.zip.GZIPInputStream} takes it for the end.
 */
final class GzipMembers {

    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    /** Deflate makes of a byte no more than this. */
    private static final long MOST_OF_A_BYTE = 1_032;

    private final byte[] stored;
    private final int most;
    private int at;
    private byte[] inflated;
    private int length;

    private GzipMembers(byte[] stored, int most) {
        this.stored = stored;
        this.most = most;
        this.inflated = new byte[(int) Math.min(most, likelyLength(stored)) + 1];
    }

    /** What the last member says of itself, if that can be. */
    private static long likelyLength(byte[] stored) {
        long said = stored.length < HEADER_BYTES + TRAILER_BYTES ? 0 : number(stored, stored.length - Integer.BYTES);
        return Math.min(said, stored.length * MOST_OF_A_BYTE);
    }

    static boolean beginIn(byte[] stored) {
        return stored.length >= 2 && isMagic(stored, 0);
    }

    /**
     * What they hold, or, where that is more than {@code most} bytes, the first {@code most + 1} of it.
     *
     * @throws ZipException that says what is broken, before there is more than that
     */
    static byte[] inflated(byte[] stored, int most) throws ZipException {
        GzipMembers members = new GzipMembers(stored, most);
        try (Inflater inflater = new Inflater(true)) {
            do {
                members.inflateOne(inflater);
                inflater.reset();
            } while (members.another());
        }
        return Arrays.copyOf(members.inflated, members.length);
    }

    /** Inflates a member to its end, or to one byte too many. */
    private void inflateOne(Inflater inflater) throws ZipException {
        skipHeader();
        inflater.setInput(stored, at, stored.length - at);
        int begun = length;
        while (!inflater.finished()) {
            if (length > most) {
                return;
            }
            if (length == inflated.length) {
                inflated = Arrays.copyOf(inflated, (int) Math.min(most + 1L, 2L * length));
            }
            int more = inflate(inflater);
            if (more == 0 && !inflater.finished()) {
                throw cutOff();
            }
            length += more;
        }
        if (length > most) {
            return;
        }
        at = stored.length - inflater.getRemaining();
        require(TRAILER_BYTES);
        CRC32 checksum = new CRC32();
        checksum.update(inflated, begun, length - begun);
        if (number(stored, at) != checksum.getValue() || number(stored, at + Integer.BYTES) != length - begun) {
            throw new ZipException("The gzip data is damaged: its checksum or its length is wrong");
        }
        at += TRAILER_BYTES;
    }

    private int inflate(Inflater inflater) throws ZipException {
        try {
            return inflater.inflate(inflated, length, inflated.length - length);
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
        if (stored.length - at < count) {
            throw cutOff();
        }
    }

    /** Whether something follows that must be a member. */
    private boolean another() throws ZipException {
        if (length > most) {
            return false;
        }
        boolean lineEnds = false;
        while (at < stored.length && (stored[at] == '\r' || stored[at] == '\n')) {
            at++;
            lineEnds = true;
        }
        if (at == stored.length || lineEnds || stored[at] != 0) {
            return at < stored.length;
        }
        while (at < stored.length) {
            if (stored[at++] != 0) {
                throw new ZipException("There is something behind the last gzip member");
            }
        }
        return false;
    }

    private static boolean isMagic(byte[] bytes, int at) {
        return bytes[at] == 0x1F && (bytes[at + 1] & 0xFF) == 0x8B;
    }

    /** Four bytes, the least significant first. */
    private static long number(byte[] bytes, int at) {
        long number = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            number |= (bytes[at + i] & 0xFFL) << (Byte.SIZE * i);
        }
        return number;
    }

    private static ZipException cutOff() {
        return new ZipException("The gzip data is cut off");
    }
}
