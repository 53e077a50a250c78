package clickstream.ingest;

import clickstream.s3.PutResult;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the ingest counts, as text for Prometheus. Thread-safe.
 *
 * <p>Source: <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">the text format, version 0.0.4</a>.
 */
final class IngestMetrics {

    /** How long a failed PUT is remembered: without requests none would follow that could go well. */
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final MemoryBudget budget;
    private final Map<Integer, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> refusals = new ConcurrentSkipListMap<>();
    private final LongAdder events = new LongAdder();
    private final LongAdder failedPuts = new LongAdder();
    private final Histogram batches = new Histogram(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000);
    private final Histogram puts = new Histogram(5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000);
    private final Set<OpenObject> waiting = ConcurrentHashMap.newKeySet();
    private volatile long failedAtNanos = System.nanoTime() - REMEMBERED_NANOS;

    IngestMetrics(MemoryBudget budget) {
        this.budget = budget;
    }

    /** A request was answered. */
    void answered(int status, int storedEvents) {
        requests.computeIfAbsent(status, _ -> new LongAdder()).increment();
        events.add(storedEvents);
    }

    /** A request, or one event of one, was refused. */
    void refused(String code) {
        refusals.computeIfAbsent(code, _ -> new LongAdder()).increment();
    }

    void waits(OpenObject object) {
        waiting.add(object);
    }

    void waitsNoMore(OpenObject object) {
        waiting.remove(object);
    }

    /** A PUT has ended, well or not. */
    void put(PutResult result, Duration took, int storedEvents) {
        puts.add(took.toMillis());
        switch (result) {
            case PutResult.Stored _ -> {
                batches.add(storedEvents);
                failedAtNanos = System.nanoTime() - REMEMBERED_NANOS;
            }
            case PutResult.Failed _ -> {
                failedPuts.increment();
                failedAtNanos = System.nanoTime();
            }
        }
    }

    /** Whether the last PUT went well, or failed so long ago that it is time to see. */
    boolean storesWell() {
        return System.nanoTime() - failedAtNanos >= REMEMBERED_NANOS;
    }

    String text() {
        StringBuilder text = new StringBuilder(4_096);
        head(text, "requests_total", "counter", "Requests by status.");
        requests.forEach((status, count) -> line(text, "requests_total{status=\"" + status + "\"}", count.sum()));
        head(text, "events_total", "counter", "Events that were stored and acknowledged.");
        line(text, "events_total", events.sum());
        head(text, "refused_total", "counter", "Requests and single events that were refused, by code.");
        refusals.forEach((code, count) -> line(text, "refused_total{code=\"" + code + "\"}", count.sum()));
        head(text, "batch_events", "histogram", "Events of an object.");
        batches.write("clickstream_ingest_batch_events", text);
        head(text, "put_milliseconds", "histogram", "Milliseconds of a PUT, failed ones included.");
        puts.write("clickstream_ingest_put_milliseconds", text);
        head(text, "failed_puts_total", "counter", "PUTs that failed.");
        line(text, "failed_puts_total", failedPuts.sum());
        head(text, "waiting_bytes", "gauge", "Bytes of requests and objects in memory.");
        line(text, "waiting_bytes", budget.heldBytes());
        head(text, "oldest_milliseconds", "gauge", "Age of the oldest object that waits to be stored.");
        line(text, "oldest_milliseconds", TimeUnit.NANOSECONDS.toMillis(oldestNanos()));
        return text.toString();
    }

    private long oldestNanos() {
        long now = System.nanoTime();
        return waiting.stream()
                .mapToLong(each -> now - each.openedNanos())
                .max()
                .orElse(0);
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP clickstream_ingest_")
                .append(name)
                .append(' ')
                .append(help)
                .append('\n');
        text.append("# TYPE clickstream_ingest_")
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
    }

    private static void line(StringBuilder text, String name, long value) {
        text.append("clickstream_ingest_")
                .append(name)
                .append(' ')
                .append(value)
                .append('\n');
    }
}
