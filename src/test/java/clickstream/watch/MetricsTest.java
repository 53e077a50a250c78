package clickstream.watch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clickstream.testing.FaultyS3;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What machines are told of loads by a process of its own: by OTLP, and in its log; held against {@code etl.load_run}. */
final class MetricsTest {

    private static final String HOUR = "2026-11-20T13";
    private static final String PREFIX = "events/2026/11/20/13/";

    private final OtlpReceiver receiver = new OtlpReceiver();
    private final TestingDatabase database = TestingPostgres.shared().database();
    private final JdbcClient sql = JdbcClient.create(database.dataSource());

    @AfterEach
    void stop() {
        database.close();
        receiver.close();
    }

    @Test
    void bothExportsSayOfEachRunWhatTheDatabaseSays() {
        try (TestingS3 s3 = TestingS3.start()) {
            Instant newest = Instant.now().minusSeconds(7_200);
            for (int object = 0; object < 40; object++) {
                put(
                        s3,
                        PREFIX + "event-" + object,
                        "{\"eventId\": \"%d\", \"eventName\": \"click\", %s}"
                                .formatted(object % 30, received(newest.minusSeconds(object))));
            }
            put(s3, PREFIX + "event-bad", "{\"eventName\"");
            put(s3, PREFIX + "event-other", "{\"eventId\": \"3\", \"eventName\": \"view\"} [1]");
            put(s3, PREFIX + "_SUCCESS", "");
            put(
                    s3,
                    "events/2026/11/20/14/event-x",
                    "{\"eventId\": \"x\", \"eventName\": \"click\", %s}".formatted(received(newest)));

            Result result = etl(s3.environment()).run("load", "--from", HOUR, "--to", "2026-11-20T15");
            assertThat(result.exitCode()).as(result.err()).isZero();
            List<JsonNode> log = log(result);
            List<JsonNode> embedded = events(log, "run.metrics");
            assertThat(embedded).hasSize(2).allSatisfy(line -> {
                Map<String, Double> metrics = EmbeddedLine.metrics("ClickstreamEtl", line);
                run(line.path("clickstream.run").stringValue())
                        .forEach((name, count) -> assertThat(metrics).containsEntry(name, (double) count));
                assertThat(metrics)
                        .containsEntry("etl.attempts", 1.0)
                        .containsEntry("etl.s3.throttles", 0.0)
                        .containsKeys("etl.s3.get.p50", "etl.s3.get.p95", "etl.s3.get.p99")
                        .hasSize(18);
                assertThat(metrics.get("etl.s3.get.p50"))
                        .isPositive()
                        .isLessThanOrEqualTo(metrics.get("etl.s3.get.p99"));
            });
            Duration lag = Duration.between(
                    newest, Instant.parse(embedded.getLast().path("@timestamp").stringValue()));
            assertThat(embedded.getLast().path("etl.lag").doubleValue())
                    .isCloseTo(lag.toMillis() / 1000.0, within(10.0));

            Map<String, Metric> sent = receiver.metrics();
            run("ANY").forEach((name, count) -> {
                assertThat(sum(sent, name)).as(name).isEqualTo((double) count);
                assertThat(metric(sent, name).getUnit()).isEqualTo(name.substring(4, name.lastIndexOf('.')));
            });
            assertThat(sum(sent, "etl.events.duplicate")).isEqualTo(10);
            assertThat(sum(sent, "etl.events.conflicting")).isEqualTo(1);
            assertThat(sum(sent, "etl.attempts")).isEqualTo(2);
            assertThat(metric(sent, "etl.lag").getGauge().getDataPoints(0).getAsDouble())
                    .isCloseTo(lag.toMillis() / 1000.0, within(10.0));
            assertThat(metric(sent, "etl.lag").getUnit()).isEqualTo("seconds");
            SummaryDataPoint gets = metric(sent, "etl.s3.get").getSummary().getDataPoints(0);
            assertThat(gets.getCount())
                    .isEqualTo(43)
                    .isEqualTo(events(log, "hour.complete").stream()
                            .mapToLong(line ->
                                    line.path("clickstream.objects.gets").longValue())
                            .sum());
            assertThat(gets.getQuantileValuesList())
                    .extracting(SummaryDataPoint.ValueAtQuantile::getQuantile)
                    .containsExactly(0.5, 0.95, 0.99);
            assertThat(gets.getQuantileValuesList()).allMatch(value -> value.getValue() > 0);
            assertThat(receiver.requests()
                            .getLast()
                            .getResourceMetrics(0)
                            .getResource()
                            .getAttributesList())
                    .anyMatch(attribute -> attribute.getKey().equals("service.name")
                            && attribute.getValue().getStringValue().equals("clickstream-etl"));
        }
    }

    @Test
    void throttledRequestsAreCountedWhoeverMakesThem() {
        Map<String, Integer> asked = new HashMap<>();
        try (FaultyS3 s3 = FaultyS3.start(exchange -> {
            switch (exchange.key()) {
                case "" -> exchange.page(List.of(PREFIX + "event-a"), false, null);
                default -> {
                    // The first request is the quick one, the others are those of the SDK's client.
                    int request;
                    synchronized (asked) {
                        request = asked.merge(exchange.key(), 1, Integer::sum);
                    }
                    if (request < 4) {
                        exchange.error(request == 2 ? 429 : 503, "SlowDown", "Please reduce your request rate.");
                    } else {
                        exchange.object("e", "{}".getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        })) {
            Result result = etl(s3.environment()).run("load", "--hour", HOUR);

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(sum(receiver.metrics(), "etl.s3.throttles")).isEqualTo(3);
            assertThat(EmbeddedLine.metrics(
                            "ClickstreamEtl", events(log(result), "run.metrics").getFirst()))
                    .containsEntry("etl.s3.throttles", 3.0)
                    .containsEntry("etl.s3.get.count", 1.0)
                    .doesNotContainKey("etl.lag");
        }
    }

    @Test
    void aRunThatIsStoppedAndOneThatFailsAreReportedToo() throws InterruptedException {
        CountDownLatch underWay = new CountDownLatch(5);
        List<String> keys = IntStream.range(0, 900)
                .mapToObj(key -> PREFIX + "event-%03d".formatted(key))
                .toList();
        try (FaultyS3 s3 = FaultyS3.start(exchange -> {
            if (exchange.key().isEmpty()) {
                exchange.page(keys, false, null);
            } else {
                underWay.countDown();
                Thread.sleep(100);
                exchange.object("e", "{}".getBytes(StandardCharsets.UTF_8));
            }
        })) {
            Map<String, String> slow = environment(s3.environment());
            slow.put("CLICKSTREAM_FETCH_INFLIGHT", "1");
            Running running = LoaderProcess.with(slow).start("load", "--hour", HOUR);
            underWay.await();
            running.process().destroy();
            Result stopped = running.result();

            assertThat(stopped.exitCode()).isEqualTo(143);
            JsonNode line = events(log(stopped), "run.metrics").getFirst();
            run("ANY")
                    .forEach((name, count) ->
                            assertThat(line.path(name).longValue()).as(name).isEqualTo(count));
            assertThat(events(log(stopped), "hour.stopped")).hasSize(1);
            assertThat(sum(receiver.metrics(), "etl.objects.rejected"))
                    .isEqualTo(line.path("etl.objects.rejected").doubleValue())
                    .isPositive();
        }
        try (FaultyS3 s3 = FaultyS3.start(exchange -> exchange.error(403, "AccessDenied", "no"))) {
            Result failed = etl(s3.environment()).run("load", "--hour", HOUR);

            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(sum(receiver.metrics(), "etl.attempts")).isEqualTo(1);
            assertThat(events(log(failed), "run.metrics")).hasSize(1);
            assertThat(events(log(failed), "hour.failed"))
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line.path("error.message").stringValue()).contains("AccessDenied"));
        }
    }

    @Test
    void aReceiverThatIsAwayOrSilentHoldsNoLoadUpAndIsNamedOnce() throws IOException {
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase other = TestingPostgres.shared().database();
                ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            put(s3, PREFIX + "event-a", "{\"eventName\": \"click\"}");
            Map<String, String> away = environment(s3.environment());
            away.put("CLICKSTREAM_METRICS_OTLP", "http://user:secret@127.0.0.1:1/v1/metrics");
            Map<String, String> mute = environment(s3.environment());
            mute.putAll(other.environment());
            mute.put("CLICKSTREAM_METRICS_OTLP", "http://127.0.0.1:%d/v1/metrics".formatted(silent.getLocalPort()));

            Running toAway = LoaderProcess.with(away).start("load", "--hour", HOUR);
            Running toMute = LoaderProcess.with(mute).start("load", "--hour", HOUR);
            for (Running running : List.of(toAway, toMute)) {
                Result result = running.result();
                assertThat(result.exitCode()).as(result.err()).isZero();
                assertThat(result.err()).doesNotContain("secret", "\\tat ");
                assertThat(events(log(result), "metrics.not-sent"))
                        .singleElement()
                        .satisfies(line -> {
                            Instant loaded =
                                    time(events(log(result), "hour.complete").getFirst());
                            assertThat(Duration.between(loaded, time(line))).isLessThan(Duration.ofSeconds(6));
                        });
            }
        }
    }

    @Test
    void anEndpointThatIsNoneIsNamedInOneLine() {
        Map<String, String> environment = environment(Map.of("RAW_BUCKET_NAME", "raw", "AWS_REGION", "ap-southeast-1"));
        environment.put("CLICKSTREAM_METRICS_OTLP", "collector:4317");
        environment.remove("CLICKSTREAM_LOG_FORMAT");

        Result result = LoaderProcess.with(environment).run("load", "--hour", HOUR);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .hasLineCount(1)
                .contains(
                        "etl: clickstream.metrics.otlp must be an address such as http://localhost:4318/v1/metrics, but is collector:4317");
    }

    private LoaderProcess etl(Map<String, String> s3) {
        return LoaderProcess.with(environment(s3));
    }

    private Map<String, String> environment(Map<String, String> s3) {
        Map<String, String> environment = new HashMap<>(s3);
        environment.putAll(database.environment());
        environment.put("CLICKSTREAM_LOG_FORMAT", "ecs");
        environment.put("CLICKSTREAM_METRICS_EMBEDDED", "true");
        environment.put("CLICKSTREAM_METRICS_OTLP", receiver.endpoint());
        return environment;
    }

    private static void put(TestingS3 s3, String key, String body) {
        s3.put(key, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String received(Instant when) {
        return "\"_ingest\": {\"receivedAt\": \"%s\"}".formatted(when);
    }

    /** The counts of a run, or the sums of all, as the metrics are named. */
    private Map<String, Long> run(String run) {
        Map<String, Long> counts = new HashMap<>();
        sql.sql("SELECT * FROM etl.load_run").query().listOfRows().stream()
                .filter(row -> run.equals("ANY") || run.equals(String.valueOf(row.get("load_run"))))
                .forEach(row -> row.forEach((column, value) -> {
                    if (column.matches("(objects|events)_.*") && !column.matches("objects_(late|vanished)")) {
                        counts.merge("etl." + column.replace('_', '.'), (Long) value, Long::sum);
                    }
                }));
        assertThat(counts).hasSize(11);
        return counts;
    }

    private static double sum(Map<String, Metric> metrics, String name) {
        assertThat(metric(metrics, name).getSum().getIsMonotonic()).as(name).isTrue();
        return metric(metrics, name).getSum().getDataPoints(0).getAsDouble();
    }

    private static Metric metric(Map<String, Metric> metrics, String name) {
        return requireNonNull(metrics.get(name), name);
    }

    private static Instant time(JsonNode line) {
        return Instant.parse(line.path("@timestamp").stringValue());
    }

    private static List<JsonNode> log(Result result) {
        return result.err().lines().map(JsonMapper.shared()::readTree).toList();
    }

    private static List<JsonNode> events(List<JsonNode> log, String event) {
        return log.stream()
                .filter(line -> line.path("event.action").stringValue().equals(event))
                .toList();
    }
}
