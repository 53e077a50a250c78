package clickstream.watch;

import clickstream.event.Hour;
import clickstream.event.RunId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.json.JsonWriter;

/**
 * A run's metrics as a line of the log from which CloudWatch makes metrics: without dimensions, because an hour or a run as one would be
 * a metric of its own each. The line is one of the Elastic Common Schema too.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 * the format's specification</a>.
 */
final class EmbeddedMetrics {

    /** logback.xml writes what is said here as it is. */
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMetrics.class);

    private static final String NAMESPACE = "ClickstreamEtl";

    private final List<Map<String, String>> definitions = new ArrayList<>();
    private final Map<String, Number> values = new LinkedHashMap<>();

    private EmbeddedMetrics() {}

    static void write(Hour hour, RunId run, MeterRegistry registry) {
        EmbeddedMetrics metrics = new EmbeddedMetrics();
        for (Meter meter : registry.getMeters()) {
            switch (meter) {
                case Counter counter -> metrics.add(counter);
                case Timer timer -> metrics.add(timer);
                case Gauge gauge when gauge.getId().getName().equals(RunMeters.LAG) -> metrics.add(gauge);
                // A timer's percentiles are gauges of their own, too.
                default -> {}
            }
        }
        LOG.info(LogEvents.RUN_METRICS, metrics.line(hour, run, Instant.now()));
    }

    private void add(Counter counter) {
        add(counter.getId().getName(), (long) counter.count(), "Count");
    }

    private void add(Gauge seconds) {
        add(seconds.getId().getName(), seconds.value(), "Seconds");
    }

    private void add(Timer timer) {
        add(timer.getId().getName() + ".count", timer.count(), "Count");
        if (timer.count() > 0) {
            for (ValueAtPercentile value : timer.takeSnapshot().percentileValues()) {
                add(
                        "%s.p%d".formatted(timer.getId().getName(), Math.round(100 * value.percentile())),
                        value.value(TimeUnit.MILLISECONDS),
                        "Milliseconds");
            }
        }
    }

    private void add(String name, Number value, String unit) {
        definitions.add(Map.of("Name", name, "Unit", unit));
        values.put(name, value);
    }

    private String line(Hour hour, RunId run, Instant now) {
        Map<String, Object> directive = new LinkedHashMap<>();
        directive.put("Namespace", NAMESPACE);
        directive.put("Dimensions", List.of(List.of()));
        directive.put("Metrics", definitions);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("@timestamp", now.toString());
        line.put("log.level", "INFO");
        line.put("message", "Metrics of the run");
        line.put("ecs.version", "1.2.0");
        line.put("service.name", "clickstream-etl");
        line.put("event.action", LogEvents.RUN_METRICS.getName());
        line.put(LogContext.HOUR, hour.toString());
        line.put(LogContext.RUN, run.toString());
        line.put("_aws", Map.of("Timestamp", now.toEpochMilli(), "CloudWatchMetrics", List.of(directive)));
        line.putAll(values);
        return JsonWriter.standard().writeToString(line);
    }
}
