package clickstream.job;

import clickstream.event.Hour;
import clickstream.load.LoadRuns.Pace;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a load of many hours is going to do.
 *
 * @param hours all that were asked for, in that order
 * @param pace of earlier runs; null where there are none
 */
public record LoadPlan(List<PlannedHour> hours, @Nullable Pace pace) {

    public LoadPlan {
        hours = List.copyOf(hours);
    }

    /** The hours that have to be loaded. */
    public List<Hour> hoursToDo() {
        return hours.stream()
                .filter(hour -> !hour.isDone())
                .map(PlannedHour::hour)
                .toList();
    }

    public long listed() {
        return sum(PlannedHour::listed);
    }

    public long already() {
        return sum(PlannedHour::already);
    }

    public long toDo() {
        return sum(PlannedHour::toDo);
    }

    /** How many hours S3 did not list. */
    public long unlistedHours() {
        return sum(hour -> hour.isListed() ? 0 : 1);
    }

    /** How long it takes at the pace of earlier runs, one hour after the other; null where there were none. */
    public @Nullable Duration estimate() {
        return pace == null ? null : pace.timeFor(toDo());
    }

    private long sum(ToLongFunction<PlannedHour> count) {
        return hours.stream().mapToLong(count).sum();
    }
}
