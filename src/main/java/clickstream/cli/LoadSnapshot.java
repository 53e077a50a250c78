package clickstream.cli;

import clickstream.event.Plural;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a load of many hours is.
 *
 * @param hoursEnded those that needed no run included
 * @param objects dealt with
 * @param allObjects as planned
 * @param objectsPerSecond lately; 0 where nothing is known yet
 */
record LoadSnapshot(int hoursEnded, int allHours, long objects, long allObjects, double objectsPerSecond) {

    /** At the present rate; null where none is known. */
    @Nullable
    Duration left() {
        return objectsPerSecond > 0
                ? Duration.ofMillis(Math.round((allObjects - objects) / objectsPerSecond * 1_000))
                : null;
    }

    /** Less than 80 columns where there are less than a hundred million objects. */
    @Override
    public String toString() {
        Duration left = left();
        return "%,d of %s, %,d of %s, %s"
                .formatted(
                        hoursEnded,
                        Plural.of(allHours, "hour"),
                        objects,
                        Plural.of(allObjects, "object"),
                        left == null ? "no rate yet" : "%s/s, %s left".formatted(rate(objectsPerSecond), text(left)));
    }

    /** With a digit behind the point where it is small. */
    static String rate(double objectsPerSecond) {
        return (objectsPerSecond < 10 ? "%,.1f" : "%,.0f").formatted(objectsPerSecond);
    }

    /** As people say it: two units at most. */
    static String text(Duration time) {
        long seconds = Math.round(time.toMillis() / 1_000.0);
        if (seconds < 60) {
            return "%d s".formatted(seconds);
        }
        if (seconds < 3_600) {
            return "%d min %d s".formatted(seconds / 60, seconds % 60);
        }
        return "%,d h %d min".formatted(seconds / 3_600, seconds / 60 % 60);
    }
}
