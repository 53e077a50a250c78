package clickstream.job;

import clickstream.event.LoadCount;
import clickstream.event.LoadCounts;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * What a range, or a whole hour, came to.
 *
 * @param load objects and events by what became of them
 * @param vanished objects that were deleted between their listing and their reading; they are in no other count
 * @param failedTransient those of the failed objects of which trying again later can help
 * @param gets objects that were asked for
 */
record RangeCounts(LoadCounts load, long vanished, long failedTransient, long gets) {

    static final RangeCounts NONE = new RangeCounts(LoadCounts.NONE, 0, 0, 0);

    RangeCounts plus(RangeCounts other) {
        return new RangeCounts(
                load.plus(other.load),
                vanished + other.vanished,
                failedTransient + other.failedTransient,
                gets + other.gets);
    }

    /** Writes them where Spring Batch carries them from the worker of a range to the job, be it in another process. */
    void store(ExecutionContext context) {
        LoadCount.ALL.forEach(count -> context.putLong(count.key(), count.of(load)));
        context.putLong("objects.vanished", vanished);
        context.putLong("objects.failed-transient", failedTransient);
        context.putLong("objects.gets", gets);
    }

    static RangeCounts stored(ExecutionContext context) {
        return new RangeCounts(
                LoadCounts.of(count -> context.getLong(count.key(), 0)),
                context.getLong("objects.vanished", 0),
                context.getLong("objects.failed-transient", 0),
                context.getLong("objects.gets", 0));
    }
}
