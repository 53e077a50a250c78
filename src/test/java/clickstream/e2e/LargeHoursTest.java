package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.generate.SyntheticHour;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hours of more objects than a listing page has, in a small heap. */
final class LargeHoursTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1_000, 1_001, 25_001})
    void everyObjectIsLoadedInAHeapOf256MiB(int size) {
        SyntheticHour contents = new SyntheticHour(HOUR, size, 11);
        try (SyntheticS3 s3 = SyntheticS3.start(contents);
                TestingDatabase database = TestingPostgres.shared().database()) {
            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());
            Result result = LoaderProcess.with(environment)
                    .javaOptions("-Xmx256m", "-XX:+ExitOnOutOfMemoryError")
                    .run("load", "--hour", HOUR.toString());
            assertThat(result.exitCode()).as(result.err()).isZero();
            Tables tables = new Tables(JdbcClient.create(database.dataSource()));
            assertThat(tables.lastRun().objects().loaded()).isEqualTo(size);
            assertThat(tables.count("public.clickstream_events")).isEqualTo(size);
            assertThat(s3.counts().gets()).isEqualTo(size);
            for (int index = 0; index < size; index += 997) {
                assertThat(tables.count(
                                "public.clickstream_events WHERE event_id = '%s'".formatted(contents.eventId(index))))
                        .isEqualTo(1);
            }
        }
    }
}
