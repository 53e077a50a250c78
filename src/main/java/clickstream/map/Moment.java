package clickstream.map;

import java.time.Duration;
import java.time.Instant;

/**
 * A point in time, however fine.
 *
 * @param floor the moment, without what is finer than nanoseconds
 * @param finer whether it has digits finer than nanoseconds
 */
record Moment(Instant floor, boolean finer) {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    /** Whether it lies between the year 2000 and one day after S3 took the object in, both included. */
    boolean isPlausible(Instant lastModified) {
        if (floor.isBefore(EARLIEST)) {
            return false;
        }
        int toLatest = floor.minus(CLOCK_SKEW).compareTo(lastModified);
        return toLatest < 0 || (toLatest == 0 && !finer);
    }
}
