package clickstream.load;

import clickstream.event.EventCounts;
import clickstream.event.ListedObject;
import clickstream.event.ObjectCounts;
import clickstream.event.SkipReason;
import org.jspecify.annotations.Nullable;

/** What became of the values of one object, counted as it happens. Not thread-safe. */
final class ObjectTally {

    private final ListedObject object;
    private final @Nullable SkipReason skipped;
    private int read;
    private int inserted;
    private int duplicate;
    private int conflicting;
    private int rejected;

    /** @param skipped why the object is not read; null where it is */
    ObjectTally(ListedObject object, @Nullable SkipReason skipped) {
        this.object = object;
        this.skipped = skipped;
    }

    /** Why it counts as skipped; null where it does not. */
    @Nullable
    SkipReason skipReason() {
        if (skipped == null && read == 0) {
            return SkipReason.EMPTY;
        }
        return skipped;
    }

    ListedObject object() {
        return object;
    }

    void read() {
        read++;
    }

    void inserted() {
        inserted++;
    }

    void duplicate() {
        duplicate++;
    }

    void conflicting() {
        conflicting++;
    }

    void rejected() {
        rejected++;
    }

    EventCounts events() {
        return new EventCounts(read, inserted, duplicate, conflicting, rejected);
    }

    Outcome outcome() {
        if (skipReason() != null) {
            return Outcome.SKIPPED;
        }
        return inserted + duplicate + conflicting > 0 ? Outcome.LOADED : Outcome.REJECTED;
    }

    ObjectCounts objects() {
        return switch (outcome()) {
            case LOADED -> new ObjectCounts(0, 0, 1, 0, 0, 0);
            case SKIPPED -> new ObjectCounts(0, 0, 0, 1, 0, 0);
            case REJECTED -> new ObjectCounts(0, 0, 0, 0, 1, 0);
        };
    }

    /** How an object ends. */
    enum Outcome {
        LOADED,
        SKIPPED,
        REJECTED
    }
}
