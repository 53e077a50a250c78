package clickstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import clickstream.database.Migrations;
import clickstream.event.Hour;
import clickstream.job.TestingEtl;
import clickstream.job.TestingJob;
import clickstream.load.LoadNeeds;
import clickstream.testing.TestingContents;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPooler;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

class DoctorTest {

    private static final TestingS3 s3 = TestingS3.shared();

    @RegisterExtension
    private final TestingJob job = TestingJob.unmigrated();

    private final TestingDatabase database = job.database();
    private final TestingEtl etl = job.etl();

    @BeforeEach
    void putAnObject() {
        s3.put("events/2026/11/20/13/a", new byte[] {'{', '}'});
    }

    @Test
    void aDatabaseThatWasNeverMigratedIsOkAndStaysAsItIs() {
        assertThat(examine())
                .contains(
                        "ok database: etl@%s:%d/%s is reached"
                                .formatted(database.host(), database.port(), database.name()),
                        "ok writing: the server is a primary, and not read-only",
                        "ok table: public.clickstream_events is not there yet; the first load makes it",
                        "ok rights: all that a load needs",
                        "ok temporary tables: allowed, so --dry-run works",
                        "ok pool: up to 10 connections for 4 ranges at once")
                .anyMatch(line -> line.matches("ok migrations: none yet; the first load applies \\d+"))
                .anyMatch(line -> line.startsWith("ok version: PostgreSQL %d."
                        .formatted(TestingPostgres.shared().version())))
                .anyMatch(line -> line.matches("ok connections: \\d+ of 200 are free, and a load wants up to 11"))
                .allMatch(line -> line.startsWith("ok "));
        assertThat(TestingContents.of(database.dataSource())).isEmpty();
    }

    @Test
    void aMigratedDatabaseIsOkAndStaysAsItIs() {
        migrate();
        String before = TestingContents.of(database.dataSource());

        assertThat(examine())
                .contains("ok table: public.clickstream_events has the job's 16 columns and a unique event_id")
                .anyMatch(line -> line.matches("ok migrations: up to date, \\d+ applied"))
                .allMatch(line -> line.startsWith("ok "));
        assertThat(TestingContents.of(database.dataSource())).isEqualTo(before);
    }

    @Test
    void migrationsOfANewerVersionAreNamed() {
        migrate();
        database.execute("""
                INSERT INTO etl.flyway_schema_history
                SELECT installed_rank + 100, '900', description, type, script, checksum, installed_by, installed_on,
                       execution_time, success
                FROM etl.flyway_schema_history ORDER BY installed_rank DESC LIMIT 1
                """);
        assertThat(examine())
                .contains("ok migrations: newer than this jar by 1; a newer version of the job has run here");
    }

    @Test
    void migrationsThatArePendingAreCounted() {
        migrate();
        database.execute("DELETE FROM etl.flyway_schema_history WHERE version::int >= 3");
        assertThat(examine()).anyMatch(line -> line.matches("ok migrations: \\d+ pending; the next load applies them"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "DROP COLUMN user_id, user_id is missing: ALTER TABLE public.clickstream_events ADD COLUMN user_id text",
                "ADD COLUMN page_url text NOT NULL, `page_url must not be null, and it is none of the job's columns: ALTER TABLE public.clickstream_events ALTER COLUMN page_url DROP NOT NULL`",
                "ALTER COLUMN client_id TYPE varchar(10), client_id is character varying(10): ALTER TABLE public.clickstream_events ALTER COLUMN client_id TYPE text",
                "ALTER COLUMN context_product_price TYPE integer, context_product_price is integer",
                "ALTER COLUMN event_timestamp TYPE timestamp, event_timestamp is timestamp without time zone",
                "ALTER COLUMN user_id SET NOT NULL, ALTER COLUMN user_id DROP NOT NULL",
                "DROP CONSTRAINT clickstream_events_pkey, there is no unique index on event_id alone"
            })
    void aTableThatIsNotAsNeededIsWrongWithTheMend(String change, String said) {
        migrate();
        database.execute("ALTER TABLE clickstream_events " + change);
        assertThat(examine().stream().filter(line -> line.startsWith("wrong ")))
                .singleElement()
                .asString()
                .startsWith("wrong table: public.clickstream_events; ")
                .contains(said);
    }

    @Test
    void aTableThatIsGoneIsWrong() {
        migrate();
        database.execute("DROP TABLE clickstream_events");
        assertThat(examine()).anyMatch(line -> line.startsWith("wrong table: public.clickstream_events is gone; "));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "INSERT ON clickstream_events, wrong rights: some are missing; GRANT INSERT ON public.clickstream_events TO etl",
                "UPDATE ON etl.object_ledger, wrong rights: some are missing; GRANT UPDATE ON etl.object_ledger TO etl",
                "SELECT ON etl.hour_status, wrong rights: some are missing; GRANT SELECT ON etl.hour_status TO etl",
                "USAGE ON SEQUENCE etl.batch_job_execution_seq, wrong rights: some are missing; GRANT USAGE ON SEQUENCE etl.batch_job_execution_seq TO etl",
                "SELECT ON etl.flyway_schema_history, wrong rights: some are missing; GRANT SELECT ON etl.flyway_schema_history TO etl"
            })
    void aMissingRightIsNamedAsTheGrantThatMendsIt(String right, String said) {
        migrate();
        database.execute("REVOKE %s FROM etl".formatted(right));
        assertThat(examine()).contains(said);
    }

    @Test
    void aMissingRightOnTheSchemaIsNamed() {
        migrate();
        database.execute("REVOKE ALL ON SCHEMA etl FROM etl");
        assertThat(examine())
                .anyMatch(
                        line -> line.startsWith("wrong rights: ") && line.contains("GRANT USAGE ON SCHEMA etl TO etl"));
    }

    @Test
    void theRightToMakeTemporaryTablesIsNamed() {
        database.execute("REVOKE TEMPORARY ON DATABASE %1$s FROM public, etl".formatted(database.name()));
        assertThat(examine())
                .contains(
                        "wrong temporary tables: not allowed, and --dry-run needs one; GRANT TEMPORARY ON DATABASE %s TO etl"
                                .formatted(database.name()));
    }

    @Test
    void anEncodingThatCannotHoldEveryTextIsWrongAndRefused() {
        try (TestingDatabase latin = TestingPostgres.shared().database("LATIN1");
                TestingEtl there = TestingEtl.start(s3.environment(), latin)) {
            there.bean(Migrations.class).apply();
            String said = "LATIN1, which cannot hold every text: load into a database with ENCODING 'UTF8'";
            assertThat(examine(there)).contains("wrong encoding: " + said);
            assertThatThrownBy(() -> there.bean(LoadNeeds.class).migrate(there.bean(Migrations.class)))
                    .hasMessageEndingWith(said);
        }
    }

    @Test
    void anEncodingThatKeepsBytesAsTheyComeIsOkAndLoads() throws Exception {
        try (TestingDatabase ascii = TestingPostgres.shared().database("SQL_ASCII");
                TestingEtl there = TestingEtl.start(s3.environment(), ascii)) {
            there.bean(Migrations.class).apply();
            s3.put(
                    "events/2026/11/20/14/a",
                    "{\"eventId\":\"日\",\"eventName\":\"áo\"}".getBytes(StandardCharsets.UTF_8));
            assertThat(examine(there)).contains("ok encoding: SQL_ASCII");
            there.bean(LoadNeeds.class).migrate(there.bean(Migrations.class));
            assertThat(there.load(Hour.parse("2026-11-20T14")).counts().events().inserted())
                    .isOne();
            assertThat(there.load(Hour.parse("2026-11-20T14"), true)
                            .counts()
                            .events()
                            .duplicate())
                    .isOne();
        }
    }

    @Test
    void aDatabaseThatIsReadOnlyIsWrong() {
        migrate();
        new JdbcTemplate(database.superuserDataSource())
                .execute("ALTER DATABASE %s SET default_transaction_read_only = on".formatted(database.name()));
        assertThat(examine())
                .contains(
                        "wrong writing: default_transaction_read_only is on; turn it off for this server, database or role");
    }

    @Test
    void aPoolerThatPoolsByTransactionIsWrong() {
        Map<String, String> through = new HashMap<>(database.environment());
        try (TestingPooler pooler = TestingPooler.start(database, true)) {
            through.putAll(Map.of("DW_PG_HOST", "127.0.0.1", "DW_PG_PORT", Integer.toString(pooler.port())));
            try (TestingEtl behind = TestingEtl.start(s3.environment(), through)) {
                assertThat(examine(behind))
                        .filteredOn(line -> line.startsWith("wrong "))
                        .singleElement(STRING)
                        .startsWith("wrong database: ")
                        .contains("shares out sessions by transaction", "pool_mode=session");
            }
        }
    }

    @Test
    void aLoadThatWantsMoreConnectionsThanTheServerHasDoesWithFewer() {
        try (TestingEtl large = TestingEtl.start(s3.environment(), database, "clickstream.load.partitions=150")) {
            assertThat(examine(large))
                    .anyMatch(
                            line -> line.matches(
                                    "ok connections: \\d+ of 200 are free, and a load wants up to 303; it loads \\d+ ranges at once"));
        }
    }

    @Test
    void theLimitOfARoleCountsAsWellAsThatOfTheServer() {
        TestingPostgres.shared()
                .execute("CREATE ROLE narrow LOGIN PASSWORD 'narrow' CONNECTION LIMIT 4 IN ROLE %s"
                        .formatted(database.user()));
        try (TestingEtl narrow = TestingEtl.start(s3.environment(), database.environment("narrow", "narrow"))) {
            assertThat(examine(narrow))
                    .contains(
                            "ok connections: 4 of 4 are free (CONNECTION LIMIT of role narrow), and a load wants up to 11; it loads 1 range at once");
            TestingPostgres.shared().execute("ALTER ROLE narrow CONNECTION LIMIT 2");
            assertThat(examine(narrow))
                    .contains(
                            "wrong connections: 2 of 2 are free (CONNECTION LIMIT of role narrow), and a load wants up to 11 and at least 3; raise that limit, or end other connections");
        } finally {
            TestingPostgres.shared().execute("DROP ROLE narrow");
        }
    }

    private void migrate() {
        etl.bean(Migrations.class).apply();
    }

    private List<String> examine() {
        return examine(etl);
    }

    private static List<String> examine(TestingEtl etl) {
        List<String> lines = new ArrayList<>();
        etl.bean(Doctor.class).run(check -> lines.add((check.right() ? "ok " : "wrong ") + check.text()));
        return lines;
    }
}
