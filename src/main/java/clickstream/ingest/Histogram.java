package clickstream.ingest;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** How many values there were up to each of a few bounds. Thread-safe. */
final class Histogram {

    private final int[] bounds;
    private final LongAdder[] counts;
    private final LongAdder sum = new LongAdder();

    /** @param bounds ascending, each included in what it bounds */
    Histogram(int... bounds) {
        this.bounds = bounds;
        this.counts = IntStream.rangeClosed(0, bounds.length)
                .mapToObj(_ -> new LongAdder())
                .toArray(LongAdder[]::new);
    }

    void add(long value) {
        int at = 0;
        while (at < bounds.length && value > bounds[at]) {
            at++;
        }
        counts[at].increment();
        sum.add(value);
    }

    /** Writes it as Prometheus reads it: each count has those before it in it. */
    void write(String name, StringBuilder text) {
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            total += counts[i].sum();
            String bound = i < bounds.length ? Integer.toString(bounds[i]) : "+Inf";
            text.append(name)
                    .append("_bucket{le=\"")
                    .append(bound)
                    .append("\"} ")
                    .append(total)
                    .append('\n');
        }
        text.append(name).append("_sum ").append(sum.sum()).append('\n');
        text.append(name).append("_count ").append(total).append('\n');
    }
}
