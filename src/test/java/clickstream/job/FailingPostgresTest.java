package clickstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.doctor.Doctor;
import clickstream.event.Hour;
import clickstream.testing.FaultyPostgresProxy;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hours that are loaded while PostgreSQL misbehaves: what is said, how long it takes, and that the next run heals. */
@Timeout(120)
class FailingPostgresTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final int OBJECTS = 6;
    private static final int EVENTS_EACH = 600;
    private static final int EVENTS = OBJECTS * EVENTS_EACH;

    /** In the third object of six, and so in the middle of the hour. */
    private static final UUID MIDDLE = id(2 * EVENTS_EACH + 7);

    private static final String[] PROPERTIES = {
        "clickstream.load.attempts=2", "clickstream.load.partitions=2", "clickstream.database.statement-timeout=1500ms"
    };

    private static final SyntheticS3 s3 = SyntheticS3.start(new SyntheticS3.Contents() {
        @Override
        public int size() {
            return OBJECTS;
        }

        @Override
        public String key(int index) {
            return HOUR.prefix() + "event-" + index;
        }

        @Override
        public byte[] bytes(int index) {
            return IntStream.range(index * EVENTS_EACH, (index + 1) * EVENTS_EACH)
                    .mapToObj(FailingPostgresTest::event)
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8);
        }
    });

    @RegisterExtension
    private final TestingJob job = TestingJob.on(s3.environment(), PROPERTIES);

    private final TestingDatabase database = job.database();
    private TestingEtl etl = job.etl();

    @AfterAll
    static void stopS3() {
        s3.close();
    }

    @Test
    void aDiskThatIsFullForAWhileIsWaitedFor() throws Exception {
        // A sequence counts whatever is rolled back.
        database.execute("CREATE SEQUENCE etl.times");
        raiseWhere(
                "NEW.event_id = '%s'".formatted(MIDDLE),
                "IF nextval('etl.times') = 1 THEN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END IF");

        HourResult result = etl.load(HOUR);

        assertThat(result.outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(result.attempts()).isEqualTo(2);
        assertThat(lines("SELECT status || ' ' || coalesce(failure, '-') FROM etl.load_run ORDER BY load_run"))
                .containsExactly(
                        "failed ERROR: could not extend file: No space left on device; give the server more disk",
                        "complete -");
        assertAllIsLoadedOnce();
    }

    @Test
    void aServerThatIsReadOnlyFromTheMiddleOnIsNamedAndWhatWasCommittedStays() throws Exception {
        AtomicBoolean demoted = new AtomicBoolean();
        AtomicInteger gets = new AtomicInteger();
        try (AutoCloseable _ = s3.counts().onGet(() -> {
            if (gets.incrementAndGet() == OBJECTS / 2 && demoted.compareAndSet(false, true)) {
                readOnly(true);
            }
        })) {
            HourResult failed = etl.load(HOUR);
            assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
            assertThat(failed.failure())
                    .startsWith("ERROR: cannot execute ")
                    .endsWith(
                            " in a read-only transaction; is it the primary that DW_PG_HOST names, and may it be written to?");
            assertThat(failed.attempts()).isEqualTo(2);
        }
        readOnly(false);
        assertAllIsLoadedOnce();
    }

    @Test
    void whoLocksTheTableIsNamedAndWaitedForNoLongerThanAStatementMayTake() throws Exception {
        try (Connection other = other("night-job");
                Statement statement = other.createStatement()) {
            statement.execute("LOCK TABLE clickstream_events IN ACCESS EXCLUSIVE MODE");

            HourResult failed = etl.load(HOUR);

            assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
            assertThat(failed.failure())
                    .matches("ERROR: canceling statement due to statement timeout; "
                            + "night-job \\(process \\d+\\) holds AccessExclusiveLock on clickstream_events");
            assertThat(failed.took()).isLessThan(Duration.ofSeconds(20));
        }
        assertAllIsLoadedOnce();
    }

    @Test
    void whoInsertsTheSameEventAndDoesNotCommitIsNamed() throws Exception {
        try (Connection other = other("night-job");
                Statement statement = other.createStatement()) {
            statement.execute(
                    "INSERT INTO clickstream_events (event_id, event_timestamp, event_name) VALUES ('%s', now(), 'x')"
                            .formatted(MIDDLE));

            HourResult failed = etl.load(HOUR);

            assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
            assertThat(failed.failure())
                    .contains(
                            "statement timeout; night-job (process ", ") holds RowExclusiveLock on clickstream_events");
            other.rollback();
        }
        assertAllIsLoadedOnce();
    }

    /** The table refuses what the contract allows: it is not the event that is wrong, so nothing is cut, rejected or left out. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER COLUMN event_name TYPE varchar(10) | ALTER COLUMN event_name TYPE text | ERROR: value too long for type character varying(10); jobs/etl doctor says what to change",
                "ALTER COLUMN context_product_price TYPE integer | ALTER COLUMN context_product_price TYPE bigint | integer out of range",
                "ALTER COLUMN user_id SET NOT NULL | ALTER COLUMN user_id DROP NOT NULL | null value in column \"user_id\" of relation \"clickstream_events\" violates not-null constraint; jobs/etl doctor",
                "ADD CONSTRAINT short CHECK (length(event_name) < 10) | DROP CONSTRAINT short | violates check constraint \"short\"; jobs/etl doctor",
                "ADD CONSTRAINT once UNIQUE (client_id) | DROP CONSTRAINT once | duplicate key value violates unique constraint \"once\"; jobs/etl doctor"
            })
    void aTableThatRefusesOneEventFailsTheHourAtOnceAndLosesNothing(String change, String action, String said)
            throws Exception {
        database.execute("ALTER TABLE clickstream_events " + change);

        HourResult failed = etl.load(HOUR);

        assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
        assertThat(failed.attempts()).isOne();
        assertThat(failed.failure()).contains(said);
        assertThat(lines("SELECT count(*)::text FROM etl.rejected_event")).containsExactly("0");
        List<String> doctor = new ArrayList<>();
        etl.bean(Doctor.class).run(check -> doctor.add(check.right() + " " + check.text()));
        assertThat(doctor)
                .anyMatch(line -> line.startsWith("false table: public.clickstream_events; ") && line.contains(action));

        database.execute("ALTER TABLE clickstream_events " + action);
        assertAllIsLoadedOnce();
    }

    @Test
    void aTriggerThatFailsSaysSo() throws Exception {
        raiseWhere("NEW.event_id = '%s'".formatted(MIDDLE), "RAISE 'not on a Friday'");
        HourResult failed = etl.load(HOUR);
        assertThat(failed.failure()).isEqualTo("ERROR: not on a Friday; a trigger says so: correct it, or drop it");
        assertThat(failed.attempts()).isOne();
        database.execute("DROP TRIGGER harm ON clickstream_events");
        assertAllIsLoadedOnce();
    }

    @Test
    void aTriggerThatLeavesRowsOutDoesNotMakeThemLoaded() throws Exception {
        raiseWhere("NEW.event_id = '%s'".formatted(MIDDLE), "RETURN NULL");
        HourResult failed = etl.load(HOUR);
        assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
        assertThat(failed.failure())
                .isEqualTo(
                        "1 row was neither inserted nor there: somebody deletes rows of public.clickstream_events, or a trigger of it leaves them out");
        database.execute("DROP TRIGGER harm ON clickstream_events");
        assertAllIsLoadedOnce();
    }

    /** Connections stay open and nothing comes through them any more, and through new ones nothing either. */
    @Tag("long")
    @Timeout(300)
    @Test
    void aNetworkThatSwallowsEverythingIsNoticed() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicBoolean swallows = new AtomicBoolean();
        AtomicInteger gets = new AtomicInteger();
        try (FaultyPostgresProxy proxy = FaultyPostgresProxy.start(database, moment -> {
                    if (swallows.get()) {
                        await(over);
                        return false;
                    }
                    return true;
                });
                AutoCloseable _ = s3.counts().onGet(() -> {
                    if (gets.incrementAndGet() == OBJECTS / 2) {
                        swallows.set(true);
                    }
                })) {
            etl = job.restart(s3.environment(), proxy.environment(database), PROPERTIES);
            Instant began = Instant.now();
            HourResult failed = etl.load(HOUR);
            assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
            // Noticed after 12 s; then Spring Batch tries to note it down, each time for the 15 s that a connection may
            // take.
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMinutes(3));
            assertThat(failed.failure()).hasLineCount(1);
            swallows.set(false);
            over.countDown();
            assertAllIsLoadedOnce();
        } finally {
            over.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(280, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the test forgot about it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As after a failover, when the old connections are gone and the new ones reach a server that only reads. */
    private void readOnly(boolean on) {
        TestingPostgres server = TestingPostgres.shared();
        server.execute("ALTER DATABASE %s SET default_transaction_read_only = %s".formatted(database.name(), on));
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
                .formatted(database.name()));
    }

    private Connection other(String name) throws SQLException {
        Connection connection = database.dataSource().getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = '%s'".formatted(name));
        }
        connection.setAutoCommit(false);
        return connection;
    }

    private void raiseWhere(String condition, String what) {
        database.execute("""
                CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN %s; RETURN NEW; END$$;
                CREATE TRIGGER harm BEFORE INSERT ON clickstream_events
                    FOR EACH ROW WHEN (%s) EXECUTE FUNCTION harm()
                """.formatted(what, condition));
    }

    /** One more run completes the hour, and the tables hold each event once, exactly, and say so. */
    private void assertAllIsLoadedOnce() throws Exception {
        assertThat(etl.load(HOUR).failure()).isNull();
        assertThat(lines("""
                SELECT count(*) || ' ' || count(DISTINCT event_id) || ' ' || count(*) FILTER (WHERE user_id IS NULL)
                    || ' ' || max(length(event_name)) || ' ' || max(context_product_price)
                FROM clickstream_events""")).containsExactly("%1$d %1$d 1 14 57990000000".formatted(EVENTS));
        assertThat(lines("SELECT sum(inserted) || ' ' || sum(events) || ' ' || count(*) FROM etl.object_ledger"))
                .containsExactly("%1$d %1$d %2$d".formatted(EVENTS, OBJECTS));
        assertThat(lines("SELECT complete::text FROM etl.hour_status")).containsExactly("true");
    }

    /** The one in the middle is what a stricter table refuses: a long name, a high price, no user, a client that was there before. */
    private static String event(int number) {
        boolean odd = id(number).equals(MIDDLE);
        return """
                {"eventId":"%s","eventName":"%s","userId":%s,"clientId":"c%d","product":{"price":%d},\
                "_ingest":{"receivedAt":"2026-11-20T13:05:00Z"}}""".formatted(
                        id(number),
                        odd ? "product_viewed" : "click",
                        odd ? "null" : "\"u\"",
                        odd ? number - 1 : number,
                        odd ? 57_990_000_000L : 199_000);
    }

    private static UUID id(int number) {
        return new UUID(0x8000_0000_0000_4000L, 0x8000_0000_0000_0000L + number);
    }

    private List<String> lines(String query) {
        return JdbcClient.create(database.dataSource())
                .sql(query)
                .query(String.class)
                .list();
    }
}
