package clickstream.fetch;

import java.util.concurrent.Semaphore;

/** What the whole process may have under way: requests, and bytes that were asked for and not yet parsed. Thread-safe. */
public final class FetchLimits {

    private static final int UNIT = 1_024;

    private final RequestLimit requests;
    private final Semaphore kibibytes;
    private final int allKibibytes;

    /**
     * Limits for a process.
     *
     * @param requests GETs at once, at most; how many it is at a time is found out
     * @param bytes of objects held at once; a larger object is read alone
     */
    public FetchLimits(int requests, long bytes) {
        this.requests = new RequestLimit(requests, System::nanoTime);
        this.allKibibytes = Math.toIntExact(Math.ceilDiv(bytes, UNIT));
        // Fair, or a large object would wait for ever while small ones pass.
        this.kibibytes = new Semaphore(allKibibytes, true);
    }

    /** Waits for room for an object and returns what {@link #releaseRoom} takes back. */
    int acquireRoom(long size) throws InterruptedException {
        int room = (int) Math.min(Math.ceilDiv(Math.max(size, 1), UNIT), allKibibytes);
        kibibytes.acquire(room);
        return room;
    }

    void releaseRoom(int room) {
        kibibytes.release(room);
    }

    void acquireRequest() throws InterruptedException {
        requests.acquire();
    }

    void releaseRequest() {
        requests.release();
    }

    /** S3 asks for fewer requests. */
    void slowDown() {
        requests.slowDown();
    }

    /** Requests that may be under way and are not. */
    int availableRequests() {
        return requests.free();
    }

    /** Room that is not taken, as {@link #acquireRoom} counts it. */
    int availableRoom() {
        return kibibytes.availablePermits();
    }
}
