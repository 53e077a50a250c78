package clickstream.load;

import java.time.Duration;

/**
 * How fast the last runs were that finished objects.
 *
 * @param runs how many they are, at least 1
 * @param objects that they finished, at least 1
 * @param took all of them together
 */
public record LoadPace(int runs, long objects, Duration took) {

    /** How long it takes to load so many objects as fast. */
    public Duration timeFor(long count) {
        return Duration.ofMillis(Math.round((double) took.toMillis() / objects * count));
    }

    public double objectsPerSecond() {
        return objects * 1_000.0 / Math.max(1, took.toMillis());
    }
}
