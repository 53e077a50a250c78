package clickstream.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A line in CloudWatch's embedded metric format, as a reader who holds it to its specification takes it. */
public final class EmbeddedLine {

    /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html: those of its units that are in use. */
    private static final Set<String> UNITS = Set.of("Count", "Seconds", "Milliseconds");

    private EmbeddedLine() {}

    /** The metrics of a line by their names, of one namespace and without dimensions. */
    public static Map<String, Double> metrics(String namespace, JsonNode line) {
        Map<String, Double> metrics = new TreeMap<>();
        assertThat(line.toString().length()).isLessThan(256 * 1024);
        Instant time = Instant.ofEpochMilli(line.path("_aws").path("Timestamp").longValue());
        assertThat(time)
                .isBetween(
                        Instant.now().minus(Duration.ofDays(14)), Instant.now().plus(Duration.ofHours(2)));
        JsonNode directives = line.path("_aws").path("CloudWatchMetrics");
        assertThat(directives.isArray() && directives.size() == 1).isTrue();
        JsonNode directive = directives.get(0);
        assertThat(directive.path("Namespace").stringValue()).isEqualTo(namespace);
        assertThat(directive.path("Dimensions").toString()).isEqualTo("[[]]");
        assertThat(directive.path("Metrics").size()).isBetween(1, 100);
        for (JsonNode definition : directive.path("Metrics")) {
            String name = definition.path("Name").stringValue();
            assertThat(name).hasSizeBetween(1, 255);
            assertThat(definition.path("Unit").stringValue()).isIn(UNITS);
            // Targets are members of the root and numbers.
            assertThat(line.path(name).isNumber()).as(name).isTrue();
            assertThat(metrics.put(name, line.path(name).doubleValue()))
                    .as(name)
                    .isNull();
        }
        return metrics;
    }

    /** What the program writes of a run that it measured. */
    public static JsonNode written() {
        Logger logger = (Logger) LoggerFactory.getLogger(EmbeddedMetrics.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(appender);
        try (Metrics metrics = new Metrics(null, true, () -> Instant.now().minusSeconds(60));
                Metrics.Run run = metrics.begin(Hour.parse("2026-11-20T13"), new RunId(1))) {
            run.cameTo(LoadCounts.NONE);
        } finally {
            logger.detachAppender(appender);
        }
        assertThat(appender.list).hasSize(1);
        return JsonMapper.shared().readTree(appender.list.getFirst().getFormattedMessage());
    }
}
