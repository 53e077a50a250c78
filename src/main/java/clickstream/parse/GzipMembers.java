package clickstream.parse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What the members of a gzip object hold, one behind the other (RFC 1952, section 2.2). Zero bytes may fill up the object behind
 * the last member, as tools that write whole blocks leave them, and line ends may stand behind each, as log shippers write one behind a
 * record; anything else there is an {@link IOException}.
 */
final class GzipMembers extends InputStream {

    private final ByteArrayInputStream stored;
    private @Nullable GzipCompressorInputStream member;
    private long finishedBytes;

    GzipMembers(byte[] stored) {
        this.stored = new ByteArrayInputStream(stored);
    }

    static boolean beginIn(byte[] stored) {
        return GzipCompressorInputStream.matches(stored, stored.length);
    }

    /** How much has been inflated so far, including what a failed read did not hand over. */
    long inflatedBytes() {
        return finishedBytes + (member == null ? 0 : member.getBytesRead());
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        do {
            int count = member == null ? -1 : member.read(target, offset, length);
            if (count > 0) {
                return count;
            }
        } while (nextMember());
        return -1;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public void close() throws IOException {
        if (member != null) {
            member.close();
        }
    }

    private boolean nextMember() throws IOException {
        finishedBytes = inflatedBytes();
        close();
        member = null;
        if (nothingIsLeft()) {
            return false;
        }
        // Several members at once would hide from us what stands behind the last one.
        member = GzipCompressorInputStream.builder()
                .setInputStream(stored)
                .setDecompressConcatenated(false)
                .get();
        return true;
    }

    private boolean nothingIsLeft() throws IOException {
        boolean lineEnds = skipLineEnds();
        return stored.available() == 0 || (!lineEnds && onlyZerosAreLeft());
    }

    /** Whether there were any. */
    private boolean skipLineEnds() {
        boolean any = false;
        while (true) {
            stored.mark(0);
            int next = stored.read();
            if (next != '\r' && next != '\n') {
                stored.reset();
                return any;
            }
            any = true;
        }
    }

    private boolean onlyZerosAreLeft() throws IOException {
        stored.mark(0);
        int first = stored.read();
        if (first != 0) {
            stored.reset();
            return false;
        }
        for (int next = first; next >= 0; next = stored.read()) {
            if (next != 0) {
                throw new IOException("There is something behind the last gzip member");
            }
        }
        return true;
    }
}
