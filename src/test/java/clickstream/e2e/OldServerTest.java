package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.database.Migrations;
import clickstream.doctor.Doctor;
import clickstream.event.Hour;
import clickstream.job.Failures;
import clickstream.job.TestingEtl;
import clickstream.load.LoadNeeds;
import clickstream.testing.TestingContents;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The last version of PostgreSQL that cannot be loaded into. {@code jobs/environments 12} runs it. */
@Tag("long")
@EnabledIfSystemProperty(named = "tests.postgres", matches = "12\\..*")
class OldServerTest {

    private static final String REFUSAL = "PostgreSQL 12: the job needs 13 or later";

    @Test
    void itIsRefusedByLoadDryRunAndDoctorAndStaysAsItIs() {
        try (TestingDatabase database = TestingPostgres.shared().database();
                TestingEtl etl = TestingEtl.start(TestingS3.shared().environment(), database)) {
            List<ThrowingCallable> commands = List.of(
                    () -> etl.bean(LoadNeeds.class).migrate(etl.bean(Migrations.class)),
                    () -> etl.run(Hour.parse("2026-11-20T13")));
            assertThat(commands)
                    .allSatisfy(command -> assertThatThrownBy(command)
                            .satisfies(failure -> assertThat(
                                            Failures.analysis(failure).isTransient())
                                    .isFalse())
                            .hasMessageContaining(REFUSAL));

            List<String> wrong = new ArrayList<>();
            etl.bean(Doctor.class).run(check -> {
                if (!check.right()) {
                    wrong.add(check.text());
                }
            });
            assertThat(wrong).contains("version: " + REFUSAL);
            assertThat(TestingContents.of(database.dataSource())).isEmpty();
        }
    }
}
