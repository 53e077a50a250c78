package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.job.TestingEtl;
import clickstream.testing.FaultyS3;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What commands other than {@code load} do at SIGTERM in the middle of their work: they say what they did, and nothing is a failure. */
class StoppedCommandsTest {

    private static final List<String> KEYS = IntStream.range(0, 100)
            .mapToObj("events/2026/11/20/13/%03d"::formatted)
            .toList();

    private final CountDownLatch reading = new CountDownLatch(1);
    private final TestingDatabase database = TestingPostgres.shared().migratedDatabase();
    private volatile boolean slow;
    private final FaultyS3 s3 = FaultyS3.start(this::answer);

    @TempDir
    private Path folder;

    @BeforeEach
    void load() throws InterruptedException {
        try (TestingEtl etl = TestingEtl.start(s3.environment(), database)) {
            assertThat(etl.load(Hour.parse("2026-11-20T13")).counts().events().rejected())
                    .isEqualTo(KEYS.size());
        }
        slow = true;
    }

    @AfterEach
    void stop() {
        database.close();
        s3.close();
    }

    /** SIGHUP comes from a terminal that is closed. */
    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 129"})
    void aDeepAuditSaysHowFarItCame(String signal, int exitCode) throws Exception {
        Running audit = program().start("audit", "--deep", "--from", "2026-11-20T12", "--to", "2026-11-20T14");
        reading.await();
        new ProcessBuilder("kill", "-" + signal, Long.toString(audit.process().pid()))
                .start()
                .waitFor();
        Result stopped = audit.result();

        assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(exitCode);
        assertThat(stopped.err()).isEmpty();
        assertThat(stopped.out()).endsWith("ended after 1 of 2 hours\n");
    }

    @Test
    void aRetryKeepsWhatItLoadedAndCountsIt() throws InterruptedException {
        Running retry = program().start("rejects", "retry", "--output", "json");
        reading.await();
        retry.process().destroy();
        Result stopped = retry.result();

        assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(ExitCode.STOPPED);
        assertThat(stopped.err()).contains("hour.stopped").doesNotContain("ERROR");
        assertThat(stopped.out())
                .startsWith("{\"hours\":[{\"hour\":\"2026-11-20T13\",\"status\":\"stopped\"")
                .endsWith("}}}\n");
    }

    @Test
    void aReportIsWholeOrNotThere() throws SQLException, InterruptedException {
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE etl.load_run IN ACCESS EXCLUSIVE MODE");
            Running report = LoaderProcess.with(database.environment())
                    .start("report", "--out", folder.resolve("report.html").toString());
            awaitLockWait();
            report.process().destroy();
            Result stopped = report.result();

            assertThat(stopped).isEqualTo(new Result(ExitCode.STOPPED, "", ""));
            assertThat(folder).isEmptyDirectory();
        }
    }

    private void awaitLockWait() throws InterruptedException {
        JdbcClient observer = JdbcClient.create(database.dataSource());
        while (observer.sql(
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                        .query(Long.class)
                        .single()
                == 0) {
            Thread.sleep(20);
        }
    }

    private void answer(FaultyS3.Exchange exchange) throws IOException, InterruptedException {
        if (exchange.key().isEmpty()) {
            boolean hasObjects = "events/2026/11/20/13/".equals(exchange.parameter("prefix"));
            exchange.page(hasObjects ? KEYS : List.of(), false, null);
        } else {
            if (slow) {
                reading.countDown();
                Thread.sleep(100);
            }
            exchange.object("e", "42".getBytes(StandardCharsets.UTF_8));
        }
    }

    private LoaderProcess program() {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        environment.put("CLICKSTREAM_FETCH_INFLIGHT", "1");
        return LoaderProcess.with(environment);
    }
}
