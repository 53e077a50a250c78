package clickstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.ManyCommands;
import clickstream.testing.TestingContents;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import clickstream.testing.TestingSecrets;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the program does, and however it fails, what it prints, writes and is started with holds nothing secret. */
class SecretsStaySecretTest {

    private static final String TOKEN = "t0ken-of-a-session";
    private static final String WRONG_PASSWORD = "wr0ng-password";
    private static final String WRONG_KEY = "wr0ng-secret-key";

    private static final List<String> SECRETS = List.of(
            TestingPostgres.PASSWORD,
            URLEncoder.encode(TestingPostgres.PASSWORD, UTF_8),
            "s3cret-of-testing-s3",
            TOKEN,
            WRONG_PASSWORD,
            WRONG_KEY);

    /** All that the libraries have to say. */
    private static final Map<String, String> TALKATIVE = Map.of("LOGGING_LEVEL_ROOT", "DEBUG");

    @TempDir
    private static Path folder;

    private static TestingS3 s3;
    private static TestingDatabase database;
    private static TestingSecrets secrets;

    @BeforeAll
    static void start() {
        s3 = TestingS3.start();
        database = TestingPostgres.shared().database();
        secrets = TestingSecrets.start();
        assertThat(SECRETS).contains(s3.secretKey());
        s3.put("events/2026/11/20/13/a", "{\"eventName\":\"click\"} {half".getBytes(UTF_8));
    }

    @AfterAll
    static void stop() {
        secrets.close();
        database.close();
        s3.close();
    }

    @Test
    void nothingSecretIsPrintedOrStoredOrOnTheCommandLine() throws Exception {
        Path classes = folder.resolve("classes");
        secrets.put(database.user(), database.password());
        Path report = folder.resolve("report.html");
        Path guess = Files.writeString(folder.resolve("guess"), WRONG_PASSWORD + "\n");

        try (ManyCommands talkative = LoaderProcess.with(environment(TALKATIVE)).open()) {
            assertKeepsSecrets(talkative.run("migrate"), 0);
            loadWithoutClassesOfAws(classes);
            assertKeepsSecrets(talkative.run("load", "--reload", "--hour", "2026-11-20T13"), 0);
            assertKeepsSecrets(talkative.run("rejects", "list", "--output", "json"), 0);
            assertKeepsSecrets(talkative.run("report", "--date", "2026-11-20", "--out", report.toString()), 0);
        }
        try (ManyCommands bySecret = LoaderProcess.with(environment(bySecret())).open()) {
            assertKeepsSecrets(bySecret.run("--help"), 0);
            assertKeepsSecrets(bySecret.run("doctor"), 0);
            assertKeepsSecrets(bySecret.run("audit", "--deep", "--date", "2026-11-20", "--output", "json"), 0);
        }
        assertThat(secrets.requests()).isPositive();

        Map<Running, String> failing = new LinkedHashMap<>();
        failing.put(failingLoad(Map.of("DW_PG_PASSWORD", WRONG_PASSWORD)), "are DW_PG_USER and DW_PG_PASSWORD right?");
        failing.put(
                failingLoad(Map.of("DW_PG_PASSWORD", "", "DW_PG_PASSWORD_FILE", guess.toString())),
                "the password in DW_PG_PASSWORD_FILE, %s?".formatted(guess));
        failing.put(failingLoad(Map.of("DW_PG_PORT", "1")), "is the server up");
        failing.put(failingLoad(Map.of("DW_PG_SSL", "true")), "DW_PG_SSL is true: turn TLS on at the server");
        failing.forEach((running, action) -> assertSaysInOneLine(assertKeepsSecrets(running, 1), action));
        assertKeepsSecrets(failingLoad(Map.of("AWS_SECRET_ACCESS_KEY", WRONG_KEY)), 1);
        secrets.fail(400, "AccessDeniedException", "not you");
        assertSaysInOneLine(
                assertKeepsSecrets(failingLoad(bySecret()), 1), "the AWS role needs secretsmanager:GetSecretValue");
        assertSaysInOneLine(
                assertKeepsSecrets(failingLoad(Map.of("DW_PG_PASSWORD_FILE", guess.toString())), 2),
                "DW_PG_PASSWORD and DW_PG_PASSWORD_FILE are set, and only one of them may be");

        assertThat(Files.readString(report)).doesNotContain(SECRETS);
        assertThat(TestingContents.of(database.dataSource()))
                .contains("etl load --hour 2026-11-20T13")
                .doesNotContain(SECRETS);
    }

    private static void loadWithoutClassesOfAws(Path classes) throws IOException {
        Running load = LoaderProcess.with(environment(Map.of()))
                .javaOptions("-Xlog:class+load=info:file=" + classes)
                .start("load", "--hour", "2026-11-20T13");
        assertKeepsSecrets(load, 0);
        // Nothing of AWS is loaded for the sake of a password that the environment holds.
        assertThat(Files.readString(classes))
                .contains("clickstream.credentials.Login ")
                .doesNotContain("secretsmanager", "clickstream.credentials.Secret", "clickstream.credentials.Iam");
    }

    private static Map<String, String> bySecret() {
        return Map.of(
                "DW_PG_USER",
                "",
                "DW_PG_PASSWORD",
                "",
                "DW_PG_PASSWORD_SECRET_ARN",
                TestingSecrets.ARN,
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                secrets.endpoint());
    }

    private static Map<String, String> environment(Map<String, String> over) {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        environment.put("AWS_SESSION_TOKEN", TOKEN);
        // A server that refuses may be one that starts: with more attempts it would be waited for.
        environment.put("CLICKSTREAM_LOAD_ATTEMPTS", "1");
        environment.putAll(over);
        return environment;
    }

    private static Running failingLoad(Map<String, String> over) {
        return LoaderProcess.with(environment(over)).start("load", "--hour", "2026-11-20T13", "--output", "json");
    }

    private static Result assertKeepsSecrets(Running running, int exitCode) {
        // What ps shows.
        running.process()
                .info()
                .commandLine()
                .ifPresent(line -> assertThat(line).doesNotContain(SECRETS));
        return assertKeepsSecrets(running.result(), exitCode);
    }

    private static Result assertKeepsSecrets(Result result, int exitCode) {
        assertThat(result.out() + result.err()).doesNotContain(SECRETS);
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(exitCode);
        return result;
    }

    private static void assertSaysInOneLine(Result result, String action) {
        assertThat(result.err().strip()).hasLineCount(1).contains(action);
    }
}
