package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.job.HourOutcome;
import clickstream.job.TestingEtl;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.ManyCommands;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What all commands have in common, in processes of their own. Those with the same environment share one, for they start slowly. */
class CommandsProgramTest {

    private static TestingS3 s3;
    private static TestingDatabase database;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws InterruptedException {
        s3 = TestingS3.start();
        database = TestingPostgres.shared().migratedDatabase();
        s3.put("events/2026/11/20/13/a", "{\"eventName\":\"click\"} 42".getBytes(StandardCharsets.UTF_8));
        try (TestingEtl etl = TestingEtl.start(s3.environment(), database)) {
            assertThat(etl.load(Hour.parse("2026-11-20T13")).outcome()).isEqualTo(HourOutcome.COMPLETE);
        }
    }

    @AfterAll
    static void stop() {
        database.close();
        s3.close();
    }

    @Test
    void whatLooksAtTheDatabaseAloneNeedsNoBucketAndNoAws() {
        Map<String, Result> results = new LinkedHashMap<>();
        try (ManyCommands program = LoaderProcess.with(database.environment()).open()) {
            results.put("1 reject in ", program.run("rejects", "export", "--folder", "" + folder.resolve("rejects")));
            results.put("all reasons", program.run("rejects", "list"));
            results.put("no conflicts", program.run("rejects", "list", "--conflicts"));
            results.put("report.html: 168 hours", program.run("report", "--out", "" + folder.resolve("report.html")));
            results.put("up to date, nothing to migrate", program.run("migrate"));
        }
        results.forEach((said, result) -> {
            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).contains(said);
        });
    }

    @Test
    void whereTheLogIsJsonAllThatACommandSaysIsJson() {
        Map<String, Result> results = new LinkedHashMap<>();
        try (ManyCommands program = LoaderProcess.with(environment(Map.of("CLICKSTREAM_LOG_FORMAT", "ecs")))
                .open()) {
            results.put("hours: 1, empty: 0; no gap", program.run("audit", "--hour", "2026-11-20T13"));
            results.put("ok     pool: ", program.run("doctor"));
            results.put("all reasons", program.run("rejects", "list"));
            results.put("1 reject in ", program.run("rejects", "export", "--folder", "" + folder.resolve("rejects")));
            results.put("with rejects = ", program.run("rejects", "retry"));
            results.put("report.html: 168 hours", program.run("report", "--out", "" + folder.resolve("report.html")));
            results.put("up to date, nothing to migrate", program.run("migrate"));
        }
        results.forEach((said, result) -> {
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).isEmpty();
            List<String> messages = result.err()
                    .lines()
                    .map(JsonMapper.shared()::readTree)
                    .filter(line -> line.path("event.action").asString().equals("command.output"))
                    .map(line -> line.path("message").stringValue())
                    .toList();
            assertThat(messages).anyMatch(message -> message.contains(said));
        });
    }

    @Test
    void aFailureIsJsonTooWhereTheLogIs() {
        Map<String, String> nowhere = environment(
                Map.of("CLICKSTREAM_LOG_FORMAT", "ecs", "DW_PG_PORT", "1", "CLICKSTREAM_LOAD_ATTEMPTS", "1"));
        List<Result> results;
        try (ManyCommands program = LoaderProcess.with(nowhere).open()) {
            results = List.of(
                    program.run("audit", "--hour", "2026-11-20T13"),
                    program.run("rejects", "list"),
                    program.run("rejects", "retry"),
                    program.run("report", "--out", "" + folder.resolve("report.html")),
                    program.run("migrate"));
        }
        assertThat(results).allSatisfy(result -> {
            assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.FAILED);
            assertThat(result.out()).isEmpty();
            JsonNode line = JsonMapper.shared().readTree(result.err());
            assertThat(line.path("event.action").stringValue()).isEqualTo("command.failed");
        });
    }

    @Test
    void aSettingThatNobodyReadsIsRefusedByAnyCommand() {
        Map<String, String> database = environment(Map.of("CLICKSTREAM_LOAD_PARTITION", "8"));
        Running variable = LoaderProcess.with(database).start("rejects", "list");
        Running property = LoaderProcess.with(environment(Map.of()))
                .javaOptions("-Dclickstream.load.partition=8", "-Dclickstream.terminal=false")
                .start("load", "--hour", "2026-11-20T13");
        Running json = LoaderProcess.with(
                        environment(Map.of("SPRING_APPLICATION_JSON", "{\"clickstream\":{\"speed\":\"high\"}}")))
                .start("doctor");
        Running duration = LoaderProcess.with(environment(Map.of("CLICKSTREAM_DATABASE_STATEMENT_TIMEOUT", "45")))
                .start("audit");

        assertThat(variable.result())
                .isEqualTo(refused(
                        "CLICKSTREAM_LOAD_PARTITION is not a setting; did you mean CLICKSTREAM_LOAD_PARTITIONS?"));
        assertThat(property.result())
                .isEqualTo(refused(
                        "clickstream.load.partition is not a setting; did you mean clickstream.load.partitions?"));
        assertThat(json.result()).isEqualTo(refused("clickstream.speed is not a setting"));
        assertThat(duration.result())
                .isEqualTo(refused("CLICKSTREAM_DATABASE_STATEMENT_TIMEOUT is 45, without a unit such as in 45s"));
    }

    private static Result refused(String said) {
        return new Result(ExitCode.USAGE, "", "etl: %s\n".formatted(said));
    }

    private static Map<String, String> environment(Map<String, String> over) {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        environment.putAll(over);
        return environment;
    }
}
