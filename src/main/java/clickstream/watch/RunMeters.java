package clickstream.watch;

import clickstream.event.GetObserver;
import clickstream.event.LoadCount;
import clickstream.event.LoadCounts;
import clickstream.event.PrintableText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is measured of a run, with the names and units of the metrics, in one registry or two. Thread-safe. */
final class RunMeters implements GetObserver {

    static final String GET = "etl.s3.get";
    static final String LAG = "etl.lag";
    static final double[] PERCENTILES = {0.5, 0.95, 0.99};

    private static final Logger LOG = LoggerFactory.getLogger(RunMeters.class);

    /** Percentiles are those of all GETs since the registry's first, and not of the last minutes as by default. */
    private static final Duration FOREVER = Duration.ofDays(365);

    private final List<MeterRegistry> registries;
    private final Timer[] gets;
    private final Counter[] throttles;

    RunMeters(List<MeterRegistry> registries) {
        this.registries = registries;
        this.gets = registries.stream().map(RunMeters::gets).toArray(Timer[]::new);
        this.throttles = registries.stream()
                .map(registry ->
                        counter(registry, "etl.s3.throttles", "requests", "GETs that S3 answered with 503 or 429"))
                .toArray(Counter[]::new);
        for (MeterRegistry registry : registries) {
            counter(registry, "etl.attempts", "attempts", "Runs, of which an hour has one for each attempt")
                    .increment();
        }
    }

    @Override
    public void answered(long nanos) {
        for (Timer timer : gets) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void throttled() {
        for (Counter counter : throttles) {
            counter.increment();
        }
    }

    /** Adds what the run came to. */
    void add(LoadCounts counts) {
        registries.forEach(registry -> add(registry, counts));
    }

    /** Looks how old the newest event is now. */
    void lag(Supplier<@Nullable Instant> newestEvent) {
        try {
            Instant newest = newestEvent.get();
            if (newest != null) {
                registries.forEach(registry -> lag(registry, newest));
            }
        } catch (RuntimeException e) {
            // The load is done and must not fail for this.
            LOG.warn(
                    LogEvents.METRICS_NOT_SENT,
                    "The newest event could not be found: {}",
                    PrintableText.of(String.valueOf(e.getMessage())));
        }
    }

    private static void add(MeterRegistry registry, LoadCounts counts) {
        for (LoadCount count : LoadCount.ALL) {
            counter(registry, "etl." + count.key(), count.unit(), count.description())
                    .increment((double) count.of(counts));
        }
    }

    private static Timer gets(MeterRegistry registry) {
        return Timer.builder(GET)
                .description("Reading an object, further tries included")
                .publishPercentiles(PERCENTILES)
                .percentilePrecision(2)
                .distributionStatisticExpiry(FOREVER)
                .distributionStatisticBufferLength(1)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String unit, String description) {
        return Counter.builder(name).baseUnit(unit).description(description).register(registry);
    }

    private static void lag(MeterRegistry registry, Instant newest) {
        registry.find(LAG).gauges().forEach(registry::remove);
        double seconds = Duration.between(newest, Instant.now()).toMillis() / 1_000.0;
        Gauge.builder(LAG, () -> seconds)
                .baseUnit("seconds")
                .description("Age of the newest event in the table when the last run ended")
                .register(registry);
    }
}
