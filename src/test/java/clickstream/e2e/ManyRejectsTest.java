package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

final class ManyRejectsTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    /** In three objects, of which one has most: memory must depend on neither. */
    @Tag("long")
    @Test
    void aMillionRejectsAreKeptWithoutMuchMemoryOrAnyLog() {
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().database()) {
            put(s3, "event-0", 800_000);
            put(s3, "event-1", 100_000);
            put(s3, "event-2", 100_000);
            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());

            Result result =
                    LoaderProcess.with(environment).javaOptions("-Xmx128m").run("load", "--hour", HOUR.toString());

            // Four: all is loaded, and more was rejected than is usual.
            assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
            assertThat(result.err().lines()).hasSizeLessThan(30);
            assertThat(result.out().length()).isLessThan(5_000);
            Tables tables = new Tables(JdbcClient.create(database.dataSource()));
            assertThat(tables.count("etl.rejected_event WHERE reason = 'not_an_object'"))
                    .isEqualTo(1_000_000);
            assertThat(tables.count("clickstream_events")).isEqualTo(3);
        }
    }

    private static void put(TestingS3 s3, String name, int rejects) {
        String text = "{\"eventName\":\"click\"}\n" + "1\n".repeat(rejects);
        s3.put(HOUR.prefix() + name, text.getBytes(StandardCharsets.UTF_8));
    }
}
