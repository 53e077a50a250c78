package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import clickstream.audit.Audit;
import clickstream.audit.HourAudit;
import clickstream.database.Migrations;
import clickstream.event.Hour;
import clickstream.job.Failures;
import clickstream.job.HourOutcome;
import clickstream.job.TestingEtl;
import clickstream.load.LoadNeeds;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPgBouncer;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Databases as others have them, on whatever version of PostgreSQL there is: an hour is loaded to the same rows, or it is refused with what to
 * do. jobs/environments runs it on each version, and other tests with it.
 */
@Tag("long")
class EnvironmentsTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    private static final TestingS3 s3 = TestingS3.shared();
    private static final ShopHour traffic = new ShopHour(HOUR, 1, 400);

    private final TestingDatabase database = TestingPostgres.shared().database();

    @BeforeAll
    static void putTraffic() {
        s3.deleteAll();
        traffic.putInto(s3);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void theServerIsOfTheVersionThatIsAskedFor() {
        assertThat(System.getProperty("tests.postgres", "18."))
                .startsWith(TestingPostgres.shared().version() + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF8", "SQL_ASCII"})
    void anEncodingThatHoldsEveryTextIsLoadedInto(String encoding) throws Exception {
        try (TestingDatabase encoded = TestingPostgres.shared().database(encoding)) {
            assertLoads(encoded.environment());
            traffic.assertLoadedInto(encoded);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATIN1", "WIN1258", "EUC_JP"})
    void oneThatDoesNotIsRefused(String encoding) {
        try (TestingDatabase encoded = TestingPostgres.shared().database(encoding);
                TestingEtl etl = TestingEtl.start(s3.environment(), encoded)) {
            assertThatThrownBy(() -> migrate(etl)).hasMessageContaining("%s, which cannot hold every text", encoding);
        }
    }

    /** Each setting that this version of the server knows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "datestyle = 'SQL, DMY'; intervalstyle = 'sql_standard'; timezone = 'Asia/Kolkata'; client_encoding = 'LATIN1'; bytea_output = 'escape'; extra_float_digits = -15; standard_conforming_strings = off; quote_all_identifiers = on; xmloption = 'document'",
                "statement_timeout = '300ms'; lock_timeout = '10ms'; idle_session_timeout = '300ms'; idle_in_transaction_session_timeout = '300ms'; transaction_timeout = '300ms'",
                "search_path = 'nowhere'; default_transaction_isolation = 'serializable'; default_transaction_deferrable = on; transform_null_equals = on; array_nulls = off; row_security = off; synchronous_commit = off; check_function_bodies = off",
                "work_mem = '64kB'; temp_buffers = '800kB'; enable_indexscan = off; enable_bitmapscan = off; plan_cache_mode = 'force_generic_plan'"
            })
    void whatARoleIsGivenChangesNothing(String settings) throws Exception {
        List<String> known = JdbcClient.create(database.dataSource())
                .sql("SELECT lower(name) FROM pg_settings")
                .query(String.class)
                .list();
        for (String setting : settings.split("; ", -1)) {
            if (known.contains(setting.substring(0, setting.indexOf(' ')))) {
                ofRole("SET " + setting);
            }
        }
        assertLoads(database.environment());
        ofRole("RESET ALL");
        traffic.assertLoadedInto(database);
    }

    private void ofRole(String change) {
        TestingPostgres.shared()
                .execute("ALTER ROLE %s IN DATABASE %s %s".formatted(database.user(), database.name(), change));
    }

    @Test
    void aDatabaseThatIsReadOnlyIsRefused() {
        database.execute("ALTER DATABASE %s SET default_transaction_read_only = on".formatted(database.name()));
        try (TestingEtl etl = TestingEtl.start(s3.environment(), database)) {
            assertThatThrownBy(() -> migrate(etl)).hasMessageContaining("default_transaction_read_only is on");
        }
    }

    @Test
    void aPoolerThatPoolsBySessionIsLoadedThrough() throws Exception {
        assumeTrue(TestingPgBouncer.isInstalled(), "PgBouncer is not installed");
        try (TestingPgBouncer pooler = TestingPgBouncer.start(database, "pool_mode = session")) {
            assertLoads(through(pooler));
            traffic.assertLoadedInto(database);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "statement"})
    void oneThatPoolsByLessIsRefused(String mode) throws Exception {
        assumeTrue(TestingPgBouncer.isInstalled(), "PgBouncer is not installed");
        try (TestingPgBouncer pooler = TestingPgBouncer.start(database, "pool_mode = " + mode);
                TestingEtl etl = TestingEtl.start(s3.environment(), through(pooler))) {
            assertThatThrownBy(() -> migrate(etl))
                    .satisfies(failure -> assertThat(Failures.analysis(failure).line())
                            .contains("shares out sessions by transaction", "pool_mode=session"));
        }
    }

    private Map<String, String> through(TestingPgBouncer pooler) {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.putAll(Map.of("DW_PG_HOST", "127.0.0.1", "DW_PG_PORT", Integer.toString(pooler.port())));
        return environment;
    }

    /** A dry run, a load and an audit say the same. */
    private static void assertLoads(Map<String, String> target) throws InterruptedException {
        try (TestingEtl etl = TestingEtl.start(s3.environment(), target)) {
            migrate(etl);
            var dryRun = etl.run(HOUR).counts();
            var loaded = etl.load(HOUR);
            assertThat(loaded.outcome()).as(loaded.failure()).isEqualTo(HourOutcome.COMPLETE);
            assertThat(loaded.counts()).isEqualTo(dryRun);
            List<HourAudit> audits = new ArrayList<>();
            etl.bean(Audit.class).audit(List.of(HOUR), true, audits::add);
            assertThat(audits.getFirst().gaps()).isEmpty();
        }
    }

    private static void migrate(TestingEtl etl) {
        etl.bean(LoadNeeds.class).migrate(etl.bean(Migrations.class));
    }
}
