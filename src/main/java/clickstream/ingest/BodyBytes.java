package clickstream.ingest;

import clickstream.event.GzipMembers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.ZipException;

/** Bytes as they come, up to a limit, each byte of memory taken from a {@link MemoryBudget} first. Not thread-safe. */
final class BodyBytes implements AutoCloseable {

    private static final int FIRST = 1_024;

    private final MemoryBudget budget;
    private final int maxBytes;
    private final Refusal overLimit;
    private byte[] bytes = {};
    private int length;

    BodyBytes(MemoryBudget budget, int maxBytes, Refusal overLimit) {
        this.budget = budget;
        this.maxBytes = maxBytes;
        this.overLimit = overLimit;
    }

    /**
     * Adds {@code count} bytes.
     *
     * @throws BodyException over the limit, or where no memory is left
     */
    void add(byte[] source, int start, int count) throws BodyException {
        makeRoomFor(count);
        System.arraycopy(source, start, bytes, length, count);
        length += count;
    }

    /**
     * Adds what is left in {@code source}.
     *
     * @throws BodyException over the limit, or where no memory is left
     */
    void add(ByteBuffer source) throws BodyException {
        int count = source.remaining();
        makeRoomFor(count);
        source.get(bytes, length, count);
        length += count;
    }

    /**
     * Adds what {@code gzip} holds.
     *
     * @throws BodyException where that is broken, over the limit, or where no memory is left
     */
    void addInflated(BodyBytes gzip) throws BodyException {
        try {
            GzipMembers.<BodyException>inflate(gzip.bytes, gzip.length, this::add);
        } catch (ZipException e) {
            throw new BodyException(Refusal.BAD_GZIP);
        }
    }

    /** Whether they begin as gzip does. */
    boolean isGzip() {
        return GzipMembers.beginIn(bytes, length);
    }

    /** The bytes, and behind {@link #length} anything. Not a copy. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Gives the memory back; what was handed out must not be used any more. */
    @Override
    public void close() {
        budget.release(bytes.length);
        bytes = new byte[0];
        length = 0;
    }

    private void makeRoomFor(int count) throws BodyException {
        if (count > maxBytes - length) {
            throw new BodyException(overLimit);
        }
        if (count > bytes.length - length) {
            int wanted = (int) Math.min(maxBytes, Math.max(Math.max(FIRST, length + count), bytes.length * 2L));
            if (!budget.reserve(wanted - bytes.length)) {
                throw new BodyException(Refusal.QUEUE_FULL);
            }
            bytes = Arrays.copyOf(bytes, wanted);
        }
    }
}
