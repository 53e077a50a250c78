package clickstream.database;

import static clickstream.load.TestingRows.event;
import static clickstream.load.TestingRows.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.RunId;
import clickstream.job.Failures;
import clickstream.load.Chunk;
import clickstream.load.Loader;
import clickstream.load.TestingTarget;
import clickstream.testing.TestingContents;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class MigrationsTest {

    /** Every table, index, constraint, sequence and view. */
    private static final String EVERYTHING = """
            SELECT c.oid::regclass::text FROM pg_class c
            WHERE c.relnamespace IN ('etl'::regnamespace, 'public'::regnamespace)
            UNION ALL
            SELECT conrelid::regclass || ' ' || conname FROM pg_constraint
            WHERE connamespace IN ('etl'::regnamespace, 'public'::regnamespace)
            ORDER BY 1
            """;

    private static final String PREDECESSOR = """
            CREATE TABLE clickstream_events (
                event_id uuid PRIMARY KEY, event_timestamp timestamptz NOT NULL, event_name text NOT NULL, user_id text,
                user_login_state text, identity_source text, client_id text, session_id text, is_first_visit boolean,
                context_product_id text, context_product_name text, context_product_category text,
                context_product_brand text, context_product_price bigint, context_product_discount_price bigint,
                context_product_url_path text);
            INSERT INTO clickstream_events (event_id, event_timestamp, event_name, user_id, context_product_price)
            SELECT ('80000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, now(), 'click', 'user', n
            FROM generate_series(1, 100) n;
            """;

    private final TestingDatabase database = TestingPostgres.shared().database();

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void anEmptyDatabaseGetsTheTableOfTheContractAndNothingElseInPublic() {
        migrate();

        assertThat(lines("""
                SELECT column_name || ' ' || udt_name || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
                FROM information_schema.columns
                WHERE table_schema = 'public'
                ORDER BY ordinal_position
                """))
                .containsExactly(
                        "event_id uuid not null",
                        "event_timestamp timestamptz not null",
                        "event_name text not null",
                        "user_id text",
                        "user_login_state text",
                        "identity_source text",
                        "client_id text",
                        "session_id text",
                        "is_first_visit bool",
                        "context_product_id text",
                        "context_product_name text",
                        "context_product_category text",
                        "context_product_brand text",
                        "context_product_price int8",
                        "context_product_discount_price int8",
                        "context_product_url_path text");
        assertThat(lines("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"))
                .containsExactly(
                        "clickstream_events", "clickstream_events_event_timestamp_idx", "clickstream_events_pkey");
    }

    @Test
    void aRangeOfTimeIsReadThroughTheIndex() {
        database.execute(PREDECESSOR);
        migrate();

        assertThat(lines("""
                SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE '%timestamp%'
                """)).singleElement().asString().contains("USING btree (event_timestamp)");
    }

    /** Flyway tries it ten times, a second apart. */
    @Test
    void aRoleThatMayNotCreateTablesInTheSchemaIsToldAtOnce() {
        JdbcClient.create(database.superuserDataSource())
                .sql("CREATE SCHEMA etl")
                .update();
        long begun = System.nanoTime();

        assertThatThrownBy(() -> new Migrations(database.dataSource()).apply())
                .hasMessageStartingWith("Failed to migrate the database: etl lacks ")
                .hasMessageContaining("CREATE ON SCHEMA etl")
                .hasMessageEndingWith("; run jobs/etl migrate as the owner of its tables");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void aDatabaseThatIsReadOnlyIsNamedAndNotWaitedFor() {
        database.execute("ALTER DATABASE %s SET default_transaction_read_only = on".formatted(database.name()));

        assertThatThrownBy(() -> new Migrations(database.dataSource()).apply())
                .hasMessageEndingWith("turn it off for this server, database or role")
                .satisfies(
                        failure -> assertThat(Failures.analysis(failure).kind()).isEqualTo(Kind.LASTING));
    }

    @Test
    void whoeverLocksTheTableIsNamedAndWaitedForAWhileOnly() throws SQLException {
        database.execute(PREDECESSOR);
        PGSimpleDataSource impatient = (PGSimpleDataSource) database.dataSource();
        impatient.setOptions("-c lock_timeout=200");
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SET application_name = 'somebody at lunch'");
            statement.execute("LOCK TABLE public.clickstream_events");

            assertThatThrownBy(() -> new Migrations(impatient).apply())
                    .hasMessageContaining("somebody at lunch (process ")
                    .hasMessageContaining("holds AccessExclusiveLock on clickstream_events")
                    .satisfies(failure ->
                            assertThat(Failures.analysis(failure).kind()).isEqualTo(Kind.TRANSIENT));
            other.rollback();
        }
        migrate();
    }

    /** For the ten seconds that Flyway waits. */
    @Tag("long")
    @Test
    void whoeverMigratesAtTheSameTimeIsWaitedForAWhileOnly() throws Exception {
        database.execute(PREDECESSOR);
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE public.clickstream_events");
            Future<Integer> first = threads.submit(() -> new Migrations(database.dataSource()).apply());
            while (lines("SELECT pid FROM pg_locks WHERE NOT granted").isEmpty()) {
                Thread.onSpinWait();
            }

            Throwable second = catchThrowable(() -> new Migrations(database.dataSource()).apply());
            other.rollback();

            assertThat(first.get()).isPositive();
            assertThat(second)
                    .hasMessage(
                            "Failed to migrate the database, which waits: another process migrates it; find out what that process waits for")
                    .satisfies(failure ->
                            assertThat(Failures.analysis(failure).kind()).isEqualTo(Kind.TRANSIENT));
        }
    }

    @Test
    void theTableOfThePredecessorKeepsItsRowsAndTheNextLoadAddsOnlyWhatIsNew() {
        database.execute(PREDECESSOR);
        List<String> before = lines("SELECT r::text FROM clickstream_events r ORDER BY 1");

        migrate();
        assertThat(lines("SELECT r::text FROM clickstream_events r ORDER BY 1")).isEqualTo(before);

        DataSource source = database.dataSource();
        new TransactionTemplate(new JdbcTransactionManager(source)).executeWithoutResult(transaction -> {
            Chunk chunk = new Loader(new JdbcTemplate(source)).chunk(new RunId(1));
            TestingTarget.add(chunk, object("a"), event(100), event(101));
            chunk.write();
        });
        assertThat(lines("SELECT r::text FROM clickstream_events r ORDER BY 1"))
                .hasSize(101)
                .containsAll(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX of_the_predecessor ON clickstream_events (event_timestamp)",
                "CREATE INDEX of_the_predecessor ON clickstream_events (event_timestamp DESC, event_name)",
                "CREATE INDEX of_the_predecessor ON clickstream_events USING brin (event_timestamp)"
            })
    void anIndexOfAnotherNameIsEnough(String index) {
        database.execute(PREDECESSOR + index);

        migrate();

        assertThat(indexes()).containsExactly("clickstream_events_pkey", "of_the_predecessor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX no_help ON clickstream_events (event_timestamp) WHERE user_id IS NOT NULL",
                "CREATE INDEX no_help ON clickstream_events (event_name, event_timestamp)",
                "CREATE INDEX no_help ON clickstream_events USING hash (event_timestamp)",
                "CREATE INDEX no_help ON clickstream_events (((event_timestamp AT TIME ZONE 'UTC')::date))"
            })
    void anIndexThatServesNoRangeOfTimeIsNot(String index) {
        database.execute(PREDECESSOR + index);

        migrate();

        assertThat(indexes())
                .containsExactly("clickstream_events_event_timestamp_idx", "clickstream_events_pkey", "no_help");
    }

    @Test
    void anIndexThatServesNothingMayHaveTheNameOfTheOneToCreate() {
        database.execute(PREDECESSOR + """
                CREATE INDEX clickstream_events_event_timestamp_idx ON clickstream_events (event_timestamp)
                WHERE user_id IS NOT NULL
                """);

        migrate();

        assertThat(indexes())
                .containsExactly(
                        "clickstream_events_event_timestamp_idx",
                        "clickstream_events_event_timestamp_idx1",
                        "clickstream_events_pkey");
    }

    @Test
    void theTableIsTakenOverWithoutTheRightToCreateOthersBesideIt() throws Exception {
        database.execute(PREDECESSOR + "CREATE INDEX ON clickstream_events (event_timestamp)");
        try (var connection = database.superuserDataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("ALTER SCHEMA public OWNER TO postgres; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        }
        assertThatThrownBy(() -> database.execute("CREATE TABLE public.other ()"))
                .hasRootCauseMessage("ERROR: permission denied for schema public\n  Position: 14");

        migrate();

        assertThat(lines("SELECT count(*) FROM etl.object_ledger")).containsExactly("0");
    }

    @Test
    void aTableOfSomebodyElsesInTheSameSchemaIsNobodysTrouble() {
        long ours = new Migrations(database.dataSource()).state().pending();
        try (TestingDatabase other = TestingPostgres.shared().database()) {
            other.haveForeignServer();
            other.execute("""
                    CREATE SCHEMA etl;
                    CREATE TABLE etl.somebody_elses (a int);
                    INSERT INTO etl.somebody_elses VALUES (1);
                    CREATE FOREIGN TABLE etl.of_another_server (a int) SERVER elsewhere
                    """);
            Migrations migrations = new Migrations(other.dataSource());
            assertThat(migrations.state().pending()).isEqualTo(ours);

            assertThat(migrations.apply()).isEqualTo(Math.toIntExact(ours));
            assertThat(migrations.apply()).isZero();
            assertThat(migrations.state()).isEqualTo(new Migrations.State(ours, 0, 0, 0));
        }
    }

    @Test
    void migratingAgainChangesNothing() {
        migrate();
        String before = TestingContents.of(database.dataSource());

        migrate();

        assertThat(TestingContents.of(database.dataSource())).isEqualTo(before);
    }

    /** As where a process is killed between the two COMMITs, for Flyway records a migration on another connection than it runs it on. */
    @Test
    void aMigrationThatWasAppliedAndNotRecordedIsAppliedAgainAndDoesNoHarm() {
        migrate();
        database.execute(
                "INSERT INTO etl.load_run (hour, attempt, reload, requested_by) VALUES (now(), 1, false, 'somebody')");
        List<String> versions =
                lines("SELECT version FROM etl.flyway_schema_history WHERE version IS NOT NULL ORDER BY 1");
        assertThat(versions).hasSizeGreaterThan(3);
        List<String> before = lines(EVERYTHING);
        for (int kept = 0; kept < versions.size(); kept++) {
            database.execute("DELETE FROM etl.flyway_schema_history WHERE version > '%d'".formatted(kept));

            migrate();

            assertThat(lines("SELECT version FROM etl.flyway_schema_history WHERE version IS NOT NULL ORDER BY 1"))
                    .isEqualTo(versions);
            assertThat(lines(EVERYTHING)).isEqualTo(before);
        }
        assertThat(lines("SELECT requested_by FROM etl.load_run")).containsExactly("somebody");
    }

    @Test
    void aDatabaseOfANewerVersionIsLeftAsItIs() {
        migrate();
        database.execute("""
                INSERT INTO etl.flyway_schema_history
                SELECT 99, '99', 'of the future', 'SQL', 'V99__future.sql', 1, 'etl', now(), 1, true
                """);

        migrate();

        assertThat(lines("SELECT max(installed_rank) FROM etl.flyway_schema_history"))
                .containsExactly("99");
    }

    @Test
    void severalThatMigrateAtOnceTakeTurns() throws Exception {
        int atOnce = 4;
        CyclicBarrier start = new CyclicBarrier(atOnce);
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            List<Future<Boolean>> migrations = IntStream.range(0, atOnce)
                    .mapToObj(thread -> threads.submit(() -> {
                        start.await();
                        migrate();
                        return true;
                    }))
                    .toList();
            for (Future<Boolean> migration : migrations) {
                assertThat(migration.get()).isTrue();
            }
        }
        assertThat(lines("SELECT version FROM etl.flyway_schema_history WHERE version IS NOT NULL ORDER BY 1"))
                .containsExactly("1", "2", "3", "4", "5", "6");
    }

    private void migrate() {
        new Migrations(database.dataSource()).apply();
    }

    private List<String> indexes() {
        return lines("SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname COLLATE \"C\"");
    }

    private List<String> lines(String query) {
        return JdbcClient.create(database.dataSource())
                .sql(query)
                .query(String.class)
                .list();
    }
}
