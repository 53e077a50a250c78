package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.ManyCommands;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The program in a process of its own: what it says and how it ends. Processes of one test run side by side, for they start slowly. */
class ProgramTest {

    private static TestingS3 s3;
    private static TestingDatabase database;

    @BeforeAll
    static void start() {
        s3 = TestingS3.start();
        database = TestingPostgres.shared().database();
    }

    @AfterAll
    static void stop() {
        database.close();
        s3.close();
    }

    @Test
    void settingsThatAreMissingOrWrongAreNamedInOneLine() {
        Map<String, Map<String, String>> settings = new LinkedHashMap<>();
        settings.put("etl load: RAW_BUCKET_NAME not set in the environment", Map.of("RAW_BUCKET_NAME", ""));
        settings.put("etl load: DW_PG_PORT is x, and not a port from 1 to 65535", Map.of("DW_PG_PORT", "x"));
        settings.put("etl: S3 needs AWS_REGION", Map.of("AWS_REGION", "", "AWS_EC2_METADATA_DISABLED", "true"));
        settings.put(
                "etl: clickstream.load.partitions must be of type int, but is abc",
                Map.of("CLICKSTREAM_LOAD_PARTITIONS", "abc"));
        settings.put(
                "etl: clickstream.load.partitions must be between 1 and 256, but is 0",
                Map.of("CLICKSTREAM_LOAD_PARTITIONS", "0"));
        settings.put(
                "etl: clickstream.max-object-size must be of type DataSize, but is 5parsecs",
                Map.of("CLICKSTREAM_MAX_OBJECT_SIZE", "5parsecs"));
        settings.put(
                "etl: logging.level.root must be of type LogLevel, but is verbose",
                Map.of("LOGGING_LEVEL_ROOT", "verbose"));
        settings.put("/no/such/folder/' cannot be found", Map.of("SPRING_CONFIG_LOCATION", "file:/no/such/folder/"));
        settings.put(
                "etl: clickstream.fetch.attempts must be between 1 and 100, but is 0",
                Map.of("DEBUG", "true", "TRACE", "1", "CLICKSTREAM_FETCH_ATTEMPTS", "0"));

        Map<String, Running> running = new LinkedHashMap<>();
        settings.forEach((said, setting) ->
                running.put(said, LoaderProcess.with(environment(setting)).start("load", "--hour", "2026-11-20T13")));
        running.forEach((said, process) -> assertSaysInOneLine(process.result(), 2, said));
    }

    @Test
    void aDatabaseThatDoesNotLetUsInIsNamedWithTheReason() {
        String where = "%s:%d/%s".formatted(database.host(), database.port(), database.name());
        Map<String, Map<String, String>> settings = new LinkedHashMap<>();
        settings.put(
                "etl: Failed to connect to PostgreSQL as etl@%s: FATAL: password authentication failed for user \"etl\"; are DW_PG_USER and DW_PG_PASSWORD right?"
                        .formatted(where),
                Map.of("DW_PG_PASSWORD", "g(u)ess"));
        settings.put(
                "etl: Failed to connect to PostgreSQL as etl@127.0.0.1:1/%s: Connection to 127.0.0.1:1 refused"
                        .formatted(database.name()),
                Map.of("DW_PG_HOST", "127.0.0.1", "DW_PG_PORT", "1"));
        settings.put(
                "FATAL: database \"absent\" does not exist; create it, or set DW_PG_DATABASE",
                Map.of("DW_PG_DATABASE", "absent"));

        Map<String, Running> running = new LinkedHashMap<>();
        settings.forEach((said, setting) ->
                running.put(said, LoaderProcess.with(environment(setting)).start("load", "--hour", "2026-11-20T13")));
        Running dry = LoaderProcess.with(environment(Map.of("DW_PG_PASSWORD", "g(u)ess")))
                .start("load", "--dry-run", "--hour", "2026-11-20T13");
        running.forEach((said, process) -> assertSaysInOneLine(process.result(), 1, said));
        assertSaysInOneLine(dry.result(), 1, "etl: Failed to connect to PostgreSQL as etl@" + where);
    }

    @Test
    void aBucketThatIsMissingFailsTheHourAndTheProgram() {
        try (TestingDatabase other = TestingPostgres.shared().database()) {
            Map<String, String> environment = environment(Map.of("RAW_BUCKET_NAME", "absent-bucket"));
            environment.putAll(other.environment());
            Result result = LoaderProcess.with(environment).run("load", "--hour", "2026-11-20T13");

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.out())
                    .startsWith("hour 2026-11-20T13 failed: Failed to list s3://absent-bucket/events/2026/11/20/13/: ")
                    .contains("The specified bucket does not exist");
            assertThat(result.err()).doesNotContain("\tat ").containsOnlyOnce("absent-bucket");
        }
    }

    @Test
    void aLoadIsSummedUpAndNothingButTheSummaryIsOnStandardOutput() {
        try (TestingDatabase other = TestingPostgres.shared().database()) {
            s3.put("events/2026/11/19/00/event-a", "{\"eventName\":\"click\"} {".getBytes(StandardCharsets.UTF_8));
            Map<String, String> environment = environment(Map.of());
            environment.putAll(other.environment());
            Result text;
            Result json;
            try (ManyCommands program = LoaderProcess.with(environment).open()) {
                text = program.run("load", "--from", "2026-11-19T00", "--to", "2026-11-19T02");
                json = program.run("load", "--hour", "2026-11-19T00", "--output", "json");
            }
            assertThat(text.exitCode()).as(text.err()).isZero();
            assertThat(text.out().lines().map(line -> line.replaceAll(" +", " ").replaceAll("[\\d.]+$", "s")))
                    .containsExactly(
                            "hour outcome listed already loaded skipped rejected failed inserted duplicate conflicting rejects seconds",
                            "2026-11-19T00 complete 1 0 1 0 0 0 1 0 0 1 s",
                            "2026-11-19T01 complete 0 0 0 0 0 0 0 0 0 0 s",
                            "total 2 hours 1 0 1 0 0 0 1 0 0 1 s",
                            "all 2 hours are complete");
            assertThat(text.err()).doesNotContain("WARN", "ERROR", other.password());

            assertThat(json.exitCode()).isZero();
            assertThat(json.out())
                    .startsWith("{\"dryRun\":false,\"hours\":[{\"hour\":\"2026-11-19T00\",\"status\":\"complete\"")
                    .contains("\"already\":1", "\"gets\":0")
                    .endsWith("],\"notBegun\":[]}\n");
            assertThat(JdbcClient.create(other.dataSource())
                            .sql("SELECT count(*) FROM clickstream_events")
                            .query(Long.class)
                            .single())
                    .isOne();
        }
    }

    private static Map<String, String> environment(Map<String, String> over) {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        // A server that refuses may be one that starts: with more attempts it would be waited for.
        environment.put("CLICKSTREAM_LOAD_ATTEMPTS", "1");
        environment.putAll(over);
        return environment;
    }

    private static void assertSaysInOneLine(Result result, int exitCode, String said) {
        assertThat(result.err().strip())
                .hasLineCount(1)
                .contains(said)
                .doesNotContain(database.password(), "g(u)ess", s3.secretKey());
        assertThat(result.out()).isEmpty();
        assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
    }
}
