package clickstream.watch;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.FaultyS3;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.slf4j.Marker;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the program says in the log, in a process of its own and in both formats, of an hour that is loaded in three attempts: one object
 * cannot be read, one is gone, and one has a name that is meant to do harm.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class LogLinesTest {

    private static final String HOUR = "2026-11-20T13";
    private static final String PREFIX = "events/2026/11/20/13/";
    private static final String HARMFUL =
            PREFIX + "event-b\n2026-11-20T13:00:00Z ERROR \u001b[31m\u009b31m\"},{\u2028\u202ex";

    private static final Pattern READABLE = Pattern.compile(
            "(?<time>\\S+Z) (?<level>[A-Z]+) +(?<event>[a-z]+[.][a-z-]+) (?<context>\\[[^]]*] )?(?<message>.*)");

    private final FaultyS3 s3 = FaultyS3.start(LogLinesTest::answer);
    private final TestingDatabase ofText = TestingPostgres.shared().database();
    private final TestingDatabase ofJson = TestingPostgres.shared().database();
    private final JsonMapper json = JsonMapper.shared();
    private Result text = new Result(0, "", "");
    private Result ecs = new Result(0, "", "");

    @BeforeAll
    void loadInBothFormats() {
        Running readable = etl("text", ofText).start("load", "--hour", HOUR);
        Running structured = etl("ecs", ofJson).start("load", "--hour", HOUR);
        text = readable.result();
        ecs = structured.result();
        assertThat(text.exitCode()).as(text.err()).isEqualTo(1);
        assertThat(ecs.exitCode()).as(ecs.err()).isEqualTo(1);
    }

    @AfterAll
    void stop() {
        ofText.close();
        ofJson.close();
        s3.close();
    }

    @Test
    void everyJsonLineHasTheFieldsOfTheSchema() {
        assertThat(lines()).isNotEmpty().allSatisfy(line -> {
            assertThat(Instant.parse(line.path("@timestamp").stringValue())).isAfter(Instant.EPOCH);
            assertThat(line.path("log.level").stringValue()).isIn("INFO", "WARN", "ERROR");
            assertThat(line.path("message").stringValue()).isNotBlank();
            assertThat(line.path("ecs.version").stringValue()).startsWith("1.");
            assertThat(line.path("service.name").stringValue()).isEqualTo("clickstream-etl");
            assertThat(line.path("event.action").stringValue()).isIn(names());
        });
    }

    @Test
    void everyLineBearsTheHourAndTheRunThatSaidIt() {
        assertThat(lines()).allSatisfy(line -> {
            assertThat(line.path(LogContext.HOUR).stringValue()).isEqualTo(HOUR);
            assertThat(line.path(LogContext.RUN).stringValue()).isIn("1", "2", "3");
        });
        assertThat(runsThatSaid("hour.begun")).containsExactly("1");
        assertThat(runsThatSaid("attempt.failed")).containsExactly("1", "2");
        assertThat(runsThatSaid("hour.incomplete")).containsExactly("3");
        assertThat(text.err().lines())
                .allSatisfy(
                        line -> assertThat(readable(line).group("context")).matches("\\[2026-11-20T13 run [123]] "));
    }

    @Test
    void theEventsHaveTheSameNamesInBothFormats() {
        Stream<String> ofText = text.err().lines().map(line -> readable(line).group("event"));
        Stream<String> ofJson = lines().stream().map(LogLinesTest::event);

        assertThat(ofText.filter(LogLinesTest::isNotOfTheClock))
                .isEqualTo(ofJson.filter(LogLinesTest::isNotOfTheClock).toList())
                .contains("hour.begun", "object.failed", "object.vanished", "attempt.failed")
                .endsWith("hour.incomplete");
    }

    @Test
    void theLastLineHasAllCountsBecauseOnlyTheLogIsKept() {
        JsonNode last = lines().getLast();

        assertThat(ecs.out()).isEmpty();
        assertThat(text.out()).startsWith("hour 2026-11-20T13 incomplete: 1 object could not be read\n");
        Map<String, Object> run = JdbcClient.create(ofJson.dataSource())
                .sql("SELECT * FROM etl.load_run ORDER BY load_run DESC LIMIT 1")
                .query()
                .singleRow();
        assertThat(run).containsEntry("objects_failed", 1L).containsEntry("objects_already", 2L);
        run.forEach((column, value) -> {
            if (column.matches("(objects|events)_.*")) {
                assertThat(last.path("clickstream." + column.replace('_', '.')).longValue())
                        .as(column)
                        .isEqualTo(value);
            }
        });
        assertThat(last.path("clickstream.attempts").intValue()).isEqualTo(3);
        assertThat(last.path("event.duration").longValue()).isPositive();
        assertThat(last.path("error.message").stringValue()).isEqualTo("1 object could not be read");
    }

    @Test
    void whatStrangersWroteStaysInItsLine() {
        assertThat(text.err())
                .doesNotContain("\u001b", "\u009b", "\u2028", "\u202e")
                .contains("\\n2026-11-20T13:00:00Z ERROR \\x1b[31m\\u{9b}31m");
        assertThat(text.err().lines().filter(line -> line.contains("event-b")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(readable(line).group("event")).isEqualTo("object.failed"));
        assertThat(lines("object.failed"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.path("message").stringValue())
                        .doesNotContain("\n", "\u001b", "\u009b", "\u2028", "\u202e"));
    }

    @Test
    void aCommandThatIsWrongOrFailsSaysSoInJsonToo() {
        Running usage = etl("ecs", ofJson).start("load", "--hour", "yesterday");
        Running noFormat = etl("xml", ofJson).start("load", "--hour", HOUR);
        Map<String, String> nowhere = environment("ecs", ofJson);
        nowhere.put("DW_PG_PORT", "1");
        Running noDatabase = LoaderProcess.with(nowhere).start("load", "--hour", HOUR);

        JsonNode wrong = onlyLine(usage.result(), 2);
        assertThat(event(wrong)).isEqualTo("command.failed");
        assertThat(wrong.path("message").stringValue()).contains("--hour", "yesterday");
        assertThat(noFormat.result())
                .isEqualTo(new Result(2, "", "etl: CLICKSTREAM_LOG_FORMAT is xml, and neither text nor ecs\n"));
        Result failed = noDatabase.result();
        assertThat(failed.err().lines().map(json::readTree).map(LogLinesTest::event))
                .endsWith("command.failed")
                .contains("attempt.failed");
        assertThat(failed.exitCode()).isEqualTo(1);
    }

    @Test
    void theRunbookHasEveryName() throws IOException {
        String runbook = Files.readString(Path.of("docs", "observability.md"));

        assertThat(names()).allMatch(name -> runbook.contains("`%s`".formatted(name)));
    }

    private static void answer(FaultyS3.Exchange exchange) throws IOException {
        switch (exchange.key()) {
            case "" ->
                exchange.page(
                        exchange.parameter("start-after") == null
                                ? List.of(PREFIX + "event-a", HARMFUL, PREFIX + "event-c", PREFIX + "event-d")
                                // To who lists again, because it was not there.
                                : List.of(HARMFUL, PREFIX + "event-d"),
                        false,
                        null);
            case PREFIX + "event-a", PREFIX + "event-d" -> exchange.object("e", "{}".getBytes(StandardCharsets.UTF_8));
            case PREFIX + "event-c" -> exchange.error(404, "NoSuchKey", "The specified key does not exist.");
            default -> exchange.error(503, "Slow\u001bDown", "please\u009b31m reduce");
        }
    }

    private LoaderProcess etl(String format, TestingDatabase database) {
        return LoaderProcess.with(environment(format, database));
    }

    private Map<String, String> environment(String format, TestingDatabase database) {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        environment.put("CLICKSTREAM_LOG_FORMAT", format);
        environment.put("CLICKSTREAM_FETCH_ATTEMPTS", "1");
        environment.put("CLICKSTREAM_LOAD_ATTEMPTS", "3");
        return environment;
    }

    private List<JsonNode> lines() {
        return ecs.err().lines().map(json::readTree).toList();
    }

    private List<JsonNode> lines(String event) {
        return lines().stream().filter(line -> event(line).equals(event)).toList();
    }

    private List<String> runsThatSaid(String event) {
        return lines(event).stream()
                .map(line -> line.path(LogContext.RUN).stringValue())
                .toList();
    }

    /** How far an hour is, is said every ten seconds: where among the others that is, hangs on the machine. */
    private static boolean isNotOfTheClock(String event) {
        return !"hour.progress".equals(event);
    }

    private JsonNode onlyLine(Result result, int exitCode) {
        assertThat(result.err()).hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(exitCode);
        return json.readTree(result.err());
    }

    private static String event(JsonNode line) {
        return line.path("event.action").stringValue();
    }

    private static MatchResult readable(String line) {
        var matcher = READABLE.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher;
    }

    private static List<String> names() {
        return Arrays.stream(LogEvents.class.getFields())
                .map(field -> {
                    try {
                        return ((Marker) field.get(null)).getName();
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }
}
