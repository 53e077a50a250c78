package clickstream.cli;

import java.time.Duration;
import java.util.Locale;
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
        return String.format(
                Locale.ROOT,
                "%,d of %,d hours, %,d of %,d objects, %s",
                hoursEnded,
                allHours,
                objects,
                allObjects,
                left == null ? "no rate yet" : "%s/s, %s left".formatted(rate(objectsPerSecond), text(left)));
    }

    /** With a digit behind the point where it is small. */
    static String rate(double objectsPerSecond) {
        return String.format(Locale.ROOT, objectsPerSecond < 10 ? "%,.1f" : "%,.0f", objectsPerSecond);
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
        return String.format(Locale.ROOT, "%,d h %d min", seconds / 3_600, seconds / 60 % 60);
    }
}
