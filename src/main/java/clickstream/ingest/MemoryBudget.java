package clickstream.ingest;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of requests and objects may be held at once. Thread-safe. */
final class MemoryBudget {

    private static final long MOST = 64L << 20;

    private final long maxBytes;
    private final AtomicLong held = new AtomicLong();

    MemoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** 64 MiB, or a quarter of a heap of less than 256 MiB: what is held may be copied, and the server needs memory of its own. */
    static MemoryBudget ofHeap() {
        return new MemoryBudget(Math.min(MOST, Runtime.getRuntime().maxMemory() / 4));
    }

    /** Whether there was room for so many bytes, which are held from now on. */
    boolean reserve(long bytes) {
        if (held.addAndGet(bytes) > maxBytes) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void release(long bytes) {
        held.addAndGet(-bytes);
    }

    long heldBytes() {
        return held.get();
    }

    /** The part that is held, from 0 to 1. */
    double used() {
        return (double) held.get() / maxBytes;
    }
}
