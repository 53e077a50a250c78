package clickstream.report;

import clickstream.event.Hour;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one hour of a range stands, after {@code etl.hour_status}; db/README.md says what each count means.
 *
 * @param completeAt when it was complete for the first time; null where it never was
 * @param eventsRead by all runs that ended, those that read again included
 * @param took what those runs took in all
 */
record HourStatus(
        Hour hour,
        State state,
        @Nullable Instant completeAt,
        long objectsListed,
        long objectsLate,
        long objectsFailed,
        long eventsInserted,
        long eventsDuplicate,
        long eventsConflicting,
        long eventsRejected,
        long eventsRead,
        Duration took) {

    /** What an hour can be. */
    enum State {
        COMPLETE,
        /** Complete, and some of its objects came after it had been complete before. */
        LATE,
        /** Complete, and nothing was listed. */
        EMPTY,
        INCOMPLETE,
        /** It is over, and no run of it ever began. */
        MISSING,
        /** It is not over, and no run of it ever began. */
        AHEAD;

        static State of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }

        /** As {@code etl.hour_status} writes it. */
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How long after its end it was complete for the first time; null where it never was. */
    @Nullable
    Duration delay() {
        return completeAt == null ? null : Duration.between(hour.plus(1).start(), completeAt);
    }
}
