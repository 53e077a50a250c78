package clickstream.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Objects a second over the last half minute. Not thread-safe. */
final class RecentRate {

    private static final long WINDOW = Duration.ofSeconds(30).toNanos();

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long objects) {}

    /**
     * Takes a sample and returns the rate since the one that is 30 s older, or the oldest; 0 where there is no other.
     *
     * @param nanos a time on the scale of {@link System#nanoTime}
     * @param objects how many there were by then
     */
    double at(long nanos, long objects) {
        samples.addLast(new Sample(nanos, objects));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos > WINDOW) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        return nanos == first.nanos ? 0 : (objects - first.objects) * 1e9 / (nanos - first.nanos);
    }
}
