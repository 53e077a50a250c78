package clickstream.job;

import clickstream.event.EventCounts;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * What a range, or a whole hour, came to.
 *
 * @param load objects and events by their fates
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
        ObjectCounts objects = load.objects();
        EventCounts events = load.events();
        context.putLong("objects.listed", objects.listed());
        context.putLong("objects.already", objects.already());
        context.putLong("objects.loaded", objects.loaded());
        context.putLong("objects.skipped", objects.skipped());
        context.putLong("objects.rejected", objects.rejected());
        context.putLong("objects.failed", objects.failed());
        context.putLong("objects.vanished", vanished);
        context.putLong("objects.failed-passing", failedTransient);
        context.putLong("objects.gets", gets);
        context.putLong("events.read", events.read());
        context.putLong("events.inserted", events.inserted());
        context.putLong("events.duplicate", events.duplicate());
        context.putLong("events.conflicting", events.conflicting());
        context.putLong("events.rejected", events.rejected());
    }

    static RangeCounts stored(ExecutionContext context) {
        return new RangeCounts(
                new LoadCounts(
                        new ObjectCounts(
                                context.getLong("objects.listed", 0),
                                context.getLong("objects.already", 0),
                                context.getLong("objects.loaded", 0),
                                context.getLong("objects.skipped", 0),
                                context.getLong("objects.rejected", 0),
                                context.getLong("objects.failed", 0)),
                        new EventCounts(
                                context.getLong("events.read", 0),
                                context.getLong("events.inserted", 0),
                                context.getLong("events.duplicate", 0),
                                context.getLong("events.conflicting", 0),
                                context.getLong("events.rejected", 0))),
                context.getLong("objects.vanished", 0),
                context.getLong("objects.failed-passing", 0),
                context.getLong("objects.gets", 0));
    }
}
