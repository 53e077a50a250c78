package clickstream.job;

import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import java.time.Duration;

/**
 * What an hour had when a load was planned, counted by the merge that the load itself does.
 *
 * @param isListed whether S3 listed it; where not, its counts are 0, and its load will say why
 * @param listed object versions
 * @param already those of them that are finished and are not read again
 * @param isDone whether there is nothing to load, and nothing that an earlier run left open
 * @param took to find that out
 */
public record PlannedHour(Hour hour, boolean isListed, long listed, long already, boolean isDone, Duration took) {

    static PlannedHour unlisted(Hour hour) {
        return new PlannedHour(hour, false, 0, 0, false, Duration.ZERO);
    }

    /** Objects that are to be loaded. */
    public long toDo() {
        return listed - already;
    }

    /** What became of an hour that is done and so needs no run; the log has it too, as of any other hour. */
    public HourResult endWithoutRun() {
        ObjectCounts objects = new ObjectCounts(listed, already, 0, 0, 0, 0);
        HourResult result = new HourResult(
                hour, HourOutcome.COMPLETE, 0, new LoadCounts(objects, EventCounts.NONE), 0, 0, 0, took, null);
        HourLine.sayOfNoRun(result);
        return result;
    }
}
