package clickstream.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import clickstream.database.Migrations;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.Hour;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A load as a role that may have few connections. */
@Timeout(60)
class ConnectionShareTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final int OBJECTS = 40;
    private static final String ROLE = "with_few_connections";

    @RegisterExtension
    private final TestingJob job = TestingJob.with();

    @BeforeEach
    void createRole() {
        TestingPostgres.shared()
                .execute("CREATE ROLE %s LOGIN PASSWORD 'few' IN ROLE %s"
                        .formatted(ROLE, job.database().user()));
    }

    @AfterEach
    void dropRole() {
        job.etl().close();
        TestingPostgres.shared().execute("DROP ROLE " + ROLE);
    }

    @Test
    void itLoadsWithTheConnectionsThatThereAre() throws Exception {
        for (int object = 0; object < OBJECTS; object++) {
            TestingS3.shared()
                    .put(
                            HOUR.prefix() + "event-" + object,
                            "{\"eventName\":\"click\",\"n\":%d}"
                                    .formatted(object)
                                    .getBytes(UTF_8),
                            Instant.parse("2026-11-20T13:30:00Z"));
        }
        TestingEtl etl = restart(4, "clickstream.load.objects-per-partition=10");

        etl.bean(ConnectionShare.class).fit();
        etl.bean(Migrations.class).apply();
        HourResult result = etl.load(HOUR);

        assertThat(result.failure()).isNull();
        assertThat(result.counts().objects().loaded()).isEqualTo(OBJECTS);
        assertThat(result.counts().events().inserted()).isEqualTo(OBJECTS);
    }

    @Test
    void whereThereAreTooFewForOneRangeItEndsAtOnce() {
        FailureAnalysis analysis = refusal(restart(2));

        assertThat(analysis.line())
                .isEqualTo(
                        "Too few connections: 2 of 2 are free (CONNECTION LIMIT of role %s), and a load wants up to 11 and at least 3;"
                                        .formatted(ROLE)
                                + " raise that limit, or end other connections");
        assertThat(analysis.kind()).isEqualTo(Kind.LASTING);
    }

    @Test
    void hoursAtOnceHaveALockEach() {
        FailureAnalysis analysis = refusal(restart(4, "clickstream.load.parallel-hours=3"));

        assertThat(analysis.description()).contains("at least 5");
        assertThat(analysis.action()).contains("lower --parallel-hours");
    }

    private FailureAnalysis refusal(TestingEtl etl) {
        return Failures.analysis(catchThrowable(etl.bean(ConnectionShare.class)::fit));
    }

    private TestingEtl restart(int limit, String... properties) {
        TestingPostgres.shared().execute("ALTER ROLE %s CONNECTION LIMIT %d".formatted(ROLE, limit));
        return job.restart(TestingS3.shared().environment(), job.database().environment(ROLE, "few"), properties);
    }
}
