package clickstream.fetch;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many GETs may be under way, by what S3 makes of them: the number grows while more of them are answered in the same time, goes back
 * where they are not, and halves where S3 asks for less ({@code 503 SlowDown}). Thread-safe.
 *
 * <p>Whether growth helps is asked of the rate and not of the latency, which a cold JVM makes worse than it is.
 */
final class RequestLimit {

    /** Where it begins, unless the most is less. */
    static final int FIRST = 64;

    static final int LEAST = 4;

    private static final int STEP = 16;

    /** What a step must bring to be kept. */
    private static final double WORTH_IT = 1.05;

    /** So long the rate is measured, in nanoseconds. */
    static final long WINDOW = Duration.ofMillis(500).toNanos();

    /** After a step that did not help, the next one is tried so much later. */
    static final long UNTIL_NEXT_TRY = 8 * WINDOW;

    /** What was under way together says the same thing once. */
    static final long ONE_WISH = 2 * WINDOW;

    private final int most;
    private final LongSupplier clock;
    private int limit;
    private int inFlight;
    private int answered;
    private boolean reached;
    private boolean grown;
    private double rateBefore;
    private long windowBegan;
    private long growFrom;
    private long slowedAt;

    /**
     * Begins with {@value #FIRST}.
     *
     * @param most GETs at once, ever
     * @param clock in nanoseconds
     */
    RequestLimit(int most, LongSupplier clock) {
        this.most = most;
        this.clock = clock;
        this.limit = Math.min(FIRST, most);
        this.windowBegan = clock.getAsLong();
        this.growFrom = windowBegan;
        this.slowedAt = windowBegan - ONE_WISH;
    }

    /** Waits until one more may be under way. */
    synchronized void acquire() throws InterruptedException {
        while (inFlight >= limit) {
            reached = true;
            wait();
        }
        inFlight++;
    }

    /** Gives back what {@link #acquire} took. */
    synchronized void release() {
        inFlight--;
        answered++;
        long now = clock.getAsLong();
        if (now - windowBegan >= WINDOW) {
            adjust(now);
        }
        notifyAll();
    }

    /** S3 asks for less. */
    synchronized void slowDown() {
        long now = clock.getAsLong();
        if (now - slowedAt >= ONE_WISH) {
            limit = Math.max(Math.min(LEAST, most), limit / 2);
            slowedAt = now;
            growFrom = now + ONE_WISH;
            grown = false;
            begin(now);
        }
    }

    /** How many may be under way. */
    synchronized int limit() {
        return limit;
    }

    /** How many more may be under way now. */
    synchronized int free() {
        return Math.max(0, limit - inFlight);
    }

    private void adjust(long now) {
        double rate = answered / (double) (now - windowBegan);
        if (grown && rate < rateBefore * WORTH_IT) {
            limit -= STEP;
            growFrom = now + UNTIL_NEXT_TRY;
            grown = false;
        } else if (reached && limit < most && now - growFrom >= 0) {
            // Back to where it began, nothing has to be proven.
            grown = limit >= FIRST && limit + STEP <= most;
            limit = Math.min(most, limit + STEP);
        } else {
            grown = false;
        }
        rateBefore = rate;
        begin(now);
    }

    private void begin(long now) {
        windowBegan = now;
        answered = 0;
        reached = false;
    }
}
