package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the load, or the dry run, of an hour ended.
 *
 * @param attempts how many there were; the counts are those of the last one, to which what the others had finished is loaded already
 * @param counts they balance where the outcome is complete or incomplete
 * @param vanished objects that were deleted between their listing and their reading; they are in no other count
 * @param late objects that came after the hour had been complete
 * @param gets objects that were asked for
 * @param took from beginning to end, all attempts included
 * @param failure why it did not end well; null where it did
 */
public record HourResult(
        Hour hour,
        HourOutcome outcome,
        int attempts,
        LoadCounts counts,
        long vanished,
        long late,
        long gets,
        Duration took,
        @Nullable String failure) {

    /** Whether it went to the end: else there are no sums that could balance. */
    public boolean isWhole() {
        return outcome == HourOutcome.COMPLETE || outcome == HourOutcome.INCOMPLETE;
    }
}
