package clickstream.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.audit.Audit;
import clickstream.audit.Gap;
import clickstream.audit.HourAudit;
import clickstream.doctor.Doctor;
import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.Hour;
import clickstream.job.Failures;
import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import clickstream.job.HourRunner;
import clickstream.job.TestingEtl;
import clickstream.rejects.RejectRetry;
import clickstream.rejects.RejectSelection;
import clickstream.rejects.Rejects;
import clickstream.report.ReportQueries;
import clickstream.testing.TestingCounts;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One role owns the tables, another one loads. */
class LoaderRoleTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final String ROLE = "Etl loader";
    private static final String PASSWORD = "of the loader";
    private static TestingS3 s3;

    private TestingDatabase database;

    @BeforeAll
    static void startS3() {
        s3 = TestingS3.start();
        put("a", "{\"eventId\":\"i\",\"eventName\":\"click\",\"isFirstVisit\":\"maybe\"} 42 {half");
        TestingPostgres.shared().execute("CREATE ROLE \"%s\" LOGIN PASSWORD '%s'".formatted(ROLE, PASSWORD));
    }

    @AfterAll
    static void stopS3() {
        s3.close();
        TestingPostgres.shared().execute("DROP ROLE \"%s\"".formatted(ROLE));
    }

    @BeforeEach
    void createDatabase() {
        database = TestingPostgres.shared().database();
        TestingPostgres.shared().execute("REVOKE TEMPORARY ON DATABASE %s FROM PUBLIC".formatted(database.name()));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void whatIsGrantedIsEnoughForEverythingThatIsDoneToAnHour() throws Exception {
        migrateAndGrant();
        try (TestingEtl etl = open()) {
            assertThat(etl.run(HOUR).counts().events())
                    .isEqualTo(TestingCounts.events("3 read = 1 inserted + 2 rejected"));
            assertThat(etl.bean(Migrations.class).apply()).isZero();
            assertThat(etl.load(HOUR).counts().events())
                    .isEqualTo(TestingCounts.events("3 read = 1 inserted + 2 rejected"));
            put("b", "{\"eventId\":\"i\",\"eventName\":\"other\"}");
            assertThat(etl.load(HOUR).counts().events()).isEqualTo(TestingCounts.events("1 read = 1 conflicting"));
            HourResult again = etl.load(HOUR, true);
            assertThat(again.counts().events())
                    .as(again.toString())
                    .isEqualTo(TestingCounts.events("4 read = 1 duplicate + 1 conflicting + 2 rejected"));
            s3.delete(HOUR.prefix() + "b");

            List<HourAudit> audits = new ArrayList<>();
            etl.bean(Audit.class).audit(List.of(HOUR), true, audits::add);
            assertThat(audits.getFirst().gaps()).containsOnlyKeys(Gap.Kind.VANISHED);
            assertThat(etl.bean(RejectRetry.class)
                            .retry(HOUR, null, new HourRunner.Request(true, Duration.ZERO, "tests"))
                            .hour()
                            .outcome())
                    .isEqualTo(HourOutcome.COMPLETE);
            assertThat(etl.bean(Rejects.class).groups(RejectSelection.ALL)).hasSize(2);
            assertThat(etl.bean(ReportQueries.class).report(HOUR, HOUR.plus(1)).summary())
                    .startsWith("1 hour, of which ");
            List<String> wrong = new ArrayList<>();
            etl.bean(Doctor.class).run(check -> wrong.addAll(check.right() ? List.of() : List.of(check.text())));
            assertThat(wrong).isEmpty();
        }
    }

    /** What was left open by a process that died is closed with the same rights. */
    @Test
    void whatIsGrantedIsEnoughForAnHourThatWasLeftOpen() throws Exception {
        migrateAndGrant();
        try (TestingEtl etl = open()) {
            etl.load(HOUR);
            database.execute("""
                    UPDATE etl.load_run SET status = 'running', finished_at = NULL;
                    UPDATE etl.batch_job_execution SET status = 'STARTED', end_time = NULL;
                    UPDATE etl.batch_step_execution SET status = 'STARTED', end_time = NULL;
                    INSERT INTO etl.failed_object VALUES ('2026-11-20T13:00Z', 'gone', 'e', 'cause', 1)
                    """);
            assertThat(etl.load(HOUR).outcome()).isEqualTo(HourOutcome.COMPLETE);
        }
    }

    @Test
    void whatIsGrantedIsNotEnoughToChangeOrToDestroy() {
        migrateAndGrant();
        JdbcClient loader = JdbcClient.create(database.dataSource(ROLE, PASSWORD));

        assertThat(List.of(
                        "ALTER TABLE public.clickstream_events ADD COLUMN more text",
                        "DROP TABLE public.clickstream_events",
                        "TRUNCATE public.clickstream_events",
                        "DELETE FROM public.clickstream_events",
                        "UPDATE public.clickstream_events SET event_name = 'other'",
                        "CREATE TABLE public.other ()",
                        "CREATE TABLE etl.other ()",
                        "CREATE SCHEMA other",
                        "ALTER TABLE etl.object_ledger ADD COLUMN more text",
                        "DROP TABLE etl.object_ledger",
                        "TRUNCATE etl.object_ledger",
                        "DELETE FROM etl.object_ledger",
                        "DELETE FROM etl.load_run",
                        "TRUNCATE etl.rejected_event",
                        "DELETE FROM etl.flyway_schema_history",
                        "DELETE FROM etl.batch_job_instance",
                        "CREATE OR REPLACE VIEW etl.hour_status AS SELECT 1"))
                .allSatisfy(statement -> assertThatThrownBy(
                                () -> loader.sql(statement).update())
                        .rootCause()
                        .message()
                        .matches("(?s)ERROR: (permission denied for|must be owner of) .*"));
    }

    @Test
    void whatWasGrantedIsNotGrantedAgain() {
        assertThat(migrateAndGrant())
                .contains(
                        "GRANT INSERT ON public.clickstream_events TO \"Etl loader\"",
                        "GRANT TEMPORARY ON DATABASE %s TO \"Etl loader\"".formatted(database.name()))
                .noneMatch(grant -> grant.contains("clickstream_events") && grant.matches(".*(UPDATE|DELETE).*"));
        assertThat(migrateAndGrant()).isEmpty();
    }

    @Test
    void whoMayNotGrantIsTold() {
        migrateAndGrant();
        assertThatThrownBy(() -> new LoaderRole(database.dataSource(ROLE, PASSWORD)).grant("pg_monitor"))
                .satisfies(
                        failure -> assertThat(Failures.analysis(failure).kind()).isEqualTo(Kind.LASTING));
    }

    @Test
    void migrationsThatThisRoleMayNotApplyAreLeftToTheOwner() throws Exception {
        String action = "; run jobs/etl migrate as the owner of its tables";
        try (TestingEtl etl = open()) {
            assertThatThrownBy(etl.bean(Migrations.class)::apply)
                    .isInstanceOf(ExplainedException.class)
                    .hasMessage(
                            "Failed to migrate the database: Etl loader lacks CREATE ON DATABASE %s, CREATE ON SCHEMA public%s"
                                    .formatted(database.name(), action))
                    .satisfies(failure -> {
                        assertThat(Failures.analysis(failure).line()).isEqualTo(failure.getMessage());
                        assertThat(Failures.analysis(failure).kind()).isEqualTo(Kind.LASTING);
                    });
            assertThat(wrong(etl))
                    .contains("migrations: 6 pending, and Etl loader may not apply them (it lacks CREATE ON DATABASE %s"
                                    .formatted(database.name())
                            + ", CREATE ON SCHEMA public); run jobs/etl migrate --grant-to Etl loader as the owner");
            migrateAndGrant();
            assertThat(wrong(etl)).isEmpty();
            database.execute("DELETE FROM etl.flyway_schema_history WHERE version IN ('5', '6')");
            assertThatThrownBy(etl.bean(Migrations.class)::apply)
                    .isInstanceOf(ExplainedException.class)
                    .hasMessageEndingWith(action);
            assertThat(wrong(etl))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "migrations: 2 pending, and Etl loader may not apply them (it lacks CREATE ON SCHEMA etl");
        }
    }

    private static List<String> wrong(TestingEtl etl) {
        List<String> wrong = new ArrayList<>();
        etl.bean(Doctor.class).run(check -> wrong.addAll(check.right() ? List.of() : List.of(check.text())));
        return wrong;
    }

    private List<String> migrateAndGrant() {
        new Migrations(database.dataSource()).apply();
        return new LoaderRole(database.dataSource()).grant(ROLE);
    }

    private TestingEtl open() {
        return TestingEtl.start(s3.environment(), database.environment(ROLE, PASSWORD));
    }

    private static void put(String name, String text) {
        s3.put(HOUR.prefix() + name, text.getBytes(StandardCharsets.UTF_8));
    }
}
