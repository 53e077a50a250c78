package clickstream.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.load.LoadRuns;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingS3;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Six hours at once on two threads, of three objects each. */
class SeveralHoursTest {

    private static final Hour FIRST = Hour.parse("2026-11-19T21");
    private static final List<Hour> HOURS =
            Stream.iterate(FIRST, hour -> hour.plus(1)).limit(12).toList();
    private static final Instant MODIFIED = Instant.parse("2026-11-20T13:30:00Z");
    private static final HourRunner.Request REQUEST = new HourRunner.Request(false, Duration.ZERO, "tests");

    @RegisterExtension
    private final TestingJob job = TestingJob.with(
            "clickstream.load.attempts=1", "clickstream.load.partitions=2", "clickstream.load.parallel-hours=6");

    private final TestingS3 s3 = TestingS3.shared();
    private final TestingDatabase database = job.database();
    private final TestingEtl etl = job.etl();
    private final List<HourResult> ended = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void twelveHours() throws InterruptedException {
        for (int hour = 0; hour < HOURS.size(); hour++) {
            for (int object = 0; object < 3; object++) {
                put(hour, "event-" + object, id(hour, object));
            }
        }
    }

    @Test
    void allHoursEndCompleteAndTheirLocksAreGone() throws Exception {
        etl.bean(Backfill.class).load(HOURS, REQUEST, ended::add);

        assertThat(ended).extracting(HourResult::hour).containsExactlyInAnyOrderElementsOf(HOURS);
        assertThat(ended).allSatisfy(result -> {
            assertThat(result.outcome()).isEqualTo(HourOutcome.COMPLETE);
            assertThat(result.counts().objects().loaded()).isEqualTo(3);
        });
        assertThat(text("SELECT count(DISTINCT event_id) FROM clickstream_events"))
                .isEqualTo("36");
        assertThat(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
                        + "(SELECT oid FROM pg_database WHERE datname = current_database())"))
                .isEqualTo("0");
    }

    @Test
    void anHourThatFailsDoesNotStopTheOthers() throws Exception {
        forEvent(id(1, 2), "RAISE EXCEPTION 'says the test'");

        etl.bean(Backfill.class).load(HOURS, REQUEST, ended::add);

        assertThat(ended).hasSameSizeAs(HOURS);
        assertThat(ended)
                .allSatisfy(result -> assertThat(result.outcome())
                        .isEqualTo(result.hour().equals(HOURS.get(1)) ? HourOutcome.FAILED : HourOutcome.COMPLETE));
    }

    @Test
    void whereHourAfterHourFailsTheRestIsNotBegun() throws Exception {
        database.execute("ALTER TABLE clickstream_events RENAME COLUMN client_id TO other");

        etl.bean(Backfill.class).load(HOURS, REQUEST, ended::add);

        assertThat(ended).extracting(HourResult::outcome).containsOnly(HourOutcome.FAILED);
        assertThat(ended.size()).isBetween(Backfill.MOST_FAILURES, Backfill.MOST_FAILURES + 6);
        assertThat(text("SELECT count(*) FROM etl.load_run WHERE status = 'failed'"))
                .isEqualTo(Integer.toString(ended.size()));
    }

    @Test
    void aPlanCountsWhatTheLoadWillDoAndLeavesOutWhatIsDone() throws Exception {
        assertThat(plan(false).pace()).as("of runs that never were").isNull();
        etl.load(HOURS.get(0));
        etl.load(HOURS.get(1));
        put(1, "late", id(1, 3));
        etl.load(HOURS.get(2));
        database.execute("UPDATE etl.load_run SET status = 'running', finished_at = NULL WHERE load_run = 3");
        etl.load(HOURS.get(3));
        database.execute("UPDATE etl.batch_job_execution SET status = 'STARTED', end_time = NULL "
                + "WHERE job_execution_id = (SELECT max(job_execution_id) FROM etl.batch_job_execution)");

        LoadPlan plan = plan(false);

        assertThat(plan.hours()).extracting(PlannedHour::hour).isEqualTo(HOURS);
        assertThat(List.of(plan.listed(), plan.already(), plan.toDo())).isEqualTo(List.of(37L, 12L, 25L));
        assertThat(plan.hoursToDo()).as("all but the first").isEqualTo(HOURS.subList(1, 12));
        assertThat(plan.pace())
                .isNotNull()
                .extracting(LoadRuns.Pace::runs, LoadRuns.Pace::objects)
                .containsExactly(3, 9L);
        assertThat(plan.estimate()).isPositive();

        etl.bean(Backfill.class).load(plan.hoursToDo(), REQUEST, ended::add);
        assertThat(ended).allSatisfy(result -> assertThat(result.outcome()).isEqualTo(HourOutcome.COMPLETE));
        assertThat(ended.stream()
                        .mapToLong(result -> result.counts().objects().loaded())
                        .sum())
                .isEqualTo(plan.toDo());
        assertThat(plan(false).hoursToDo()).isEmpty();
        assertThat(plan(true).toDo()).as("of a reload").isEqualTo(37);
    }

    @Test
    void anHourThatWasNeverLoadedHasToBeLoadedThoughItIsEmpty() throws Exception {
        Hour empty = FIRST.plus(-1);

        assertThat(etl.bean(Backfill.class).plan(List.of(empty), false, _ -> {}).hoursToDo())
                .containsExactly(empty);
        etl.load(empty);
        assertThat(etl.bean(Backfill.class).plan(List.of(empty), false, _ -> {}).hoursToDo())
                .isEmpty();
    }

    /** Two hours hold both threads for longer than is waited for: the ranges of the others are never begun, and all runs are closed. */
    @Tag("long")
    @Test
    void askedToStopEveryHourIsClosedThoughChunksTakeTooLong() throws Exception {
        forEvent(id(0, 0), "PERFORM pg_sleep(9)");
        forEvent(id(1, 0), "PERFORM pg_sleep(9)");
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            try {
                etl.bean(Backfill.class).load(HOURS, REQUEST, ended::add);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (!text("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()")
                        .equals("2")
                || !text("SELECT count(*) FROM etl.batch_step_execution WHERE step_name LIKE 'range:%' AND end_time IS NULL")
                        .equals("6")) {
            Thread.sleep(20);
        }

        Instant asked = Instant.now();
        etl.close();

        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(25));
        load.get(5, TimeUnit.SECONDS);
        assertThat(ended.stream().filter(result -> result.outcome() == HourOutcome.STOPPED))
                .hasSize(6);
        assertThat(text("SELECT count(*) FROM etl.load_run WHERE status = 'stopped'"))
                .isEqualTo("6");
        assertThat(text("SELECT count(*) FROM etl.load_run WHERE status = 'running'"))
                .isEqualTo("0");
    }

    private LoadPlan plan(boolean reload) throws InterruptedException {
        return etl.bean(Backfill.class).plan(HOURS, reload, _ -> {});
    }

    private void put(int hour, String name, UUID id) {
        s3.put(HOURS.get(hour).prefix() + name, """
                {"eventId":"%s","eventName":"click","_ingest":{"receivedAt":"2026-11-20T13:05:00Z"}}""".formatted(id).getBytes(UTF_8), MODIFIED);
    }

    private void forEvent(UUID id, String what) {
        database.execute("""
                CREATE FUNCTION "do %1$s"() RETURNS trigger LANGUAGE plpgsql AS
                    $$BEGIN %2$s; RETURN NEW; END$$;
                CREATE TRIGGER "do %1$s" BEFORE INSERT ON clickstream_events
                    FOR EACH ROW WHEN (NEW.event_id = '%1$s') EXECUTE FUNCTION "do %1$s"()
                """.formatted(id, what));
    }

    private static UUID id(int hour, int object) {
        return new UUID(0x8000_0000_0000_4000L, 0x8000_0000_0000_0000L + hour * 100L + object);
    }

    private String text(String query) {
        return JdbcClient.create(database.dataSource()).sql(query).query(String.class).list().stream()
                .collect(joining(" "));
    }
}
