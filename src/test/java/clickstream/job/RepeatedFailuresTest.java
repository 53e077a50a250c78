package clickstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run says while S3 or PostgreSQL stay out of reach: the cause once, a line an attempt, and last what to do. */
class RepeatedFailuresTest {

    private static final String NOWHERE = "127.0.0.1:1";

    @Test
    void eachAttemptIsOneLineAndTheCauseIsSaidOnce() {
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().database()) {
            Running noS3 = start(s3, database, "AWS_ENDPOINT_URL_S3", "http://" + NOWHERE);
            Running noDatabase = start(s3, database, "DW_PG_PORT", "1");

            assertLines(
                    noS3.result(),
                    "INFO  hour.begun [2026-11-20T13 run 1] Loading hour 2026-11-20T13, run 1",
                    "WARN  attempt.failed [2026-11-20T13 run 1] Hour 2026-11-20T13: Failed to list s3://.*; attempt 2 of 3 in \\d s",
                    "WARN  attempt.failed [2026-11-20T13 run 2] Hour 2026-11-20T13: attempt 3 of 3 in \\d s",
                    "ERROR hour.failed [2026-11-20T13 run 3] Hour 2026-11-20T13 is failed after [\\d.]+ s and 3 attempts: "
                            + "is AWS_ENDPOINT_URL_S3 right, and is the way there open[?]");
            assertLines(
                    noDatabase.result(),
                    "WARN  attempt.failed Migrating the database: Failed to connect to PostgreSQL as .*; attempt 2 of 3 in \\d s",
                    "WARN  attempt.failed Migrating the database: attempt 3 of 3 in \\d s",
                    "etl: Migrating the database failed after 3 attempts; "
                            + "is the server up, are DW_PG_HOST and DW_PG_PORT right, and is the way there open[?]");
        }
    }

    private static Running start(TestingS3 s3, TestingDatabase database, String name, String value) {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        environment.put("CLICKSTREAM_LOAD_ATTEMPTS", "3");
        environment.put("CLICKSTREAM_FETCH_ATTEMPTS", "1");
        environment.put(name, value);
        return LoaderProcess.with(environment).start("load", "--hour", "2026-11-20T13");
    }

    private static void assertLines(Result result, String... patterns) {
        assertThat(result.exitCode()).isEqualTo(1);
        List<String> lines = result.err().lines().toList();
        assertThat(lines).hasSameSizeAs(patterns);
        for (int line = 0; line < patterns.length; line++) {
            assertThat(lines.get(line))
                    .matches("(\\S+Z )?" + patterns[line].replaceAll("\\[(?=2026)|(?<=run \\d)]", "\\\\$0"));
        }
        assertThat(result.err()).containsOnlyOnce("refused");
    }
}
