package clickstream.watch;

import clickstream.event.GetObserver;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.RunId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The figures of runs, for machines: each run's as a line of the log where embedded metrics are wanted, and all of the process by OTLP
 * where there is an endpoint. Where neither is so, nothing is counted. Thread-safe; hours may run side by side.
 */
public final class Metrics implements AutoCloseable {

    private final @Nullable OtlpExport otlp;
    private final boolean embedded;
    private final Supplier<@Nullable Instant> newestEvent;
    private final Map<Hour, RunMeters> running = new ConcurrentHashMap<>();

    /**
     * Nothing is sent yet.
     *
     * @param otlpEndpoint where an OTLP receiver takes metrics by HTTP, as in {@code http://localhost:4318/v1/metrics}; null for none
     * @param embedded whether each run is a line in CloudWatch's embedded metric format
     * @param newestEvent of the table; null where it has none
     */
    public Metrics(@Nullable URI otlpEndpoint, boolean embedded, Supplier<@Nullable Instant> newestEvent) {
        this.otlp = otlpEndpoint == null ? null : new OtlpExport(otlpEndpoint);
        this.embedded = embedded;
        this.newestEvent = newestEvent;
    }

    /** Who is to be told of GETs for an hour's objects. */
    public GetObserver gets(Hour hour) {
        RunMeters run = running.get(hour);
        return run == null ? GetObserver.NONE : run;
    }

    /** A run begins, the only one of its hour. */
    public Run begin(Hour hour, RunId run) {
        if (otlp == null && !embedded) {
            return Run.UNMEASURED;
        }
        List<MeterRegistry> registries = new ArrayList<>();
        SimpleMeterRegistry ofRun = new SimpleMeterRegistry();
        if (embedded) {
            registries.add(ofRun);
        }
        if (otlp != null) {
            registries.add(otlp.registry());
        }
        RunMeters meters = new RunMeters(registries);
        running.put(hour, meters);
        return new Run() {
            @Override
            public void cameTo(LoadCounts counts) {
                meters.add(counts);
                meters.lag(newestEvent);
            }

            @Override
            public void close() {
                running.remove(hour);
                if (embedded) {
                    EmbeddedMetrics.write(hour, run, ofRun);
                }
            }
        };
    }

    /** A run that is measured, from its beginning until it is closed. */
    public interface Run extends AutoCloseable {

        /** Nobody wants to know. */
        Run UNMEASURED = new Run() {
            @Override
            public void cameTo(LoadCounts counts) {}

            @Override
            public void close() {}
        };

        /** It ended with these counts, those that {@code etl.load_run} has. */
        void cameTo(LoadCounts counts);

        @Override
        void close();
    }

    /** Sends what was not sent yet, in a few seconds or not at all. */
    @Override
    public void close() {
        if (otlp != null) {
            otlp.close();
        }
    }
}
