package clickstream.bench;

import java.util.Arrays;

/** Times, counted by tenths of a millisecond up to 30 s. */
final class Latencies {

    private static final int LAST = 300_000;

    private final long[] counts = new long[LAST + 1];

    void add(long nanos) {
        counts[(int) Math.min(LAST, nanos / 100_000)]++;
    }

    /** The time, in milliseconds, that this share of them did not exceed. */
    double millis(double share) {
        long left = (long) Math.ceil(Arrays.stream(counts).sum() * share);
        for (int tenths = 0; tenths <= LAST; tenths++) {
            left -= counts[tenths];
            if (left <= 0) {
                return (tenths + 1) / 10.0;
            }
        }
        return LAST / 10.0;
    }
}
