package clickstream.job;

import clickstream.event.Hour;
import clickstream.load.LoadCounts;
import clickstream.load.RunStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the load, or the rehearsal, of an hour ended.
 *
 * @param counts of this run; they balance where the status is complete or incomplete
 * @param vanished objects that were deleted between their listing and their reading; they are in no other count
 * @param gets objects that were asked for
 * @param failure why it did not end well; null where it did
 */
public record HourResult(
        Hour hour,
        RunStatus status,
        LoadCounts counts,
        long vanished,
        long gets,
        Duration took,
        @Nullable String failure) {}
