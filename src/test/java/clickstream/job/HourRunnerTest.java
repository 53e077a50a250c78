package clickstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.database.Migrations;
import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingContents;
import clickstream.testing.TestingCounts;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

class HourRunnerTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final Instant MODIFIED = Instant.parse("2026-11-20T13:30:00Z");
    private static final TestingS3 s3 = TestingS3.shared();

    @RegisterExtension
    private final TestingJob job = TestingJob.unmigrated(
            "clickstream.load.attempts=2",
            "clickstream.load.objects-per-partition=10",
            "clickstream.max-object-size=200KB");

    private final TestingDatabase database = job.database();
    private final TestingEtl etl = job.etl();

    @Test
    void anHourOfSeveralRangesIsLoadedAndReadOnce() throws Exception {
        migrate();
        Random random = new Random(7);
        for (int number = 0; number < 45; number++) {
            put("event-%s.json".formatted(new UUID(random.nextLong(), random.nextLong())), event(number, "click"));
        }
        put("EVENT", event(100, "click"));
        put("event-", event(101, "click"));
        put("~", event(102, "click"));
        s3.counts().reset();

        HourResult first = etl.load(HOUR);
        assertThat(first.outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(first.counts()).isEqualTo(TestingCounts.of("48 listed = 48 loaded", "48 read = 48 inserted"));
        assertThat(first.gets()).isEqualTo(48);
        assertThat(lines("SELECT count(*) FROM etl.batch_step_execution WHERE step_name LIKE 'range:%'"))
                .containsExactly("4");
        assertRunIsWhatTheTablesHave(1, first);

        s3.counts().reset();
        HourResult second = etl.load(HOUR);
        assertThat(second.counts()).isEqualTo(TestingCounts.of("48 listed = 48 already", ""));
        assertThat(second.gets()).isZero();
        assertThat(s3.counts().gets()).isZero();
        assertRunIsWhatTheTablesHave(2, second);

        put("event-80000000-late.json", event(103, "late"));
        HourResult third = etl.load(HOUR);
        assertThat(third.counts())
                .isEqualTo(TestingCounts.of("49 listed = 48 already + 1 loaded", "1 read = 1 inserted"));
        assertThat(s3.counts().keysRead()).containsExactly(HOUR.prefix() + "event-80000000-late.json");
        assertThat(lines("SELECT attempt || status FROM etl.load_run ORDER BY attempt"))
                .containsExactly("1complete", "2complete", "3complete");
    }

    @Test
    void loadingTheSameHourThreeTimesLeavesNoDeadRows() throws Exception {
        migrate();
        putEveryOutcome();
        etl.load(HOUR);
        etl.load(HOUR);
        etl.load(HOUR);
        etl.load(HOUR, true);
        // Nothing is vacuumed in so short a time: rows that died would stand between those that live.
        assertThat(lines("""
                SELECT DISTINCT ctid = format('(0,%s)', row_number() OVER (ORDER BY ctid))::tid FROM clickstream_events""")).containsExactly("t");
    }

    @Test
    void everyOutcomeIsCountedAndFoundInTheTables() throws Exception {
        migrate();
        putEveryOutcome();

        HourResult result = etl.load(HOUR);

        assertThat(result.outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(result.counts())
                .isEqualTo(TestingCounts.of(
                        "11 listed = 4 loaded + 4 skipped + 3 rejected",
                        "10 read = 3 inserted + 1 duplicate + 2 conflicting + 4 rejected"));
        assertRunIsWhatTheTablesHave(1, result);
        assertThat(lines("""
                SELECT object_name || ' ' || outcome || coalesce(' ' || skip_reason, '') FROM etl.object_ledger ORDER BY object_name"""))
                .containsExactly(
                        "_SUCCESS skipped hidden",
                        "a loaded",
                        "b loaded",
                        "c loaded",
                        "d loaded",
                        "e.tmp skipped temporary",
                        "empty skipped empty",
                        "f.gz rejected",
                        "folder/ skipped folder",
                        "g rejected",
                        "large rejected");
        assertThat(lines(
                        "SELECT object_name || ' ' || event_index || ' ' || reason FROM etl.rejected_event ORDER BY 1"))
                .containsExactly("a 1 malformed_json", "f.gz 0 bad_gzip", "g 0 not_an_object", "large 0 too_large");
        assertThat(s3.counts().keysRead()).doesNotContain(HOUR.prefix() + "large", HOUR.prefix() + "_SUCCESS");
    }

    @Test
    void loadingAgainOnPurposeChangesNoRow() throws Exception {
        migrate();
        putEveryOutcome();
        etl.load(HOUR);
        List<String> rows = lines("SELECT r::text FROM clickstream_events r ORDER BY 1");

        HourResult again = etl.load(HOUR, true);

        assertThat(again.counts())
                .isEqualTo(TestingCounts.of(
                        "11 listed = 4 loaded + 4 skipped + 3 rejected",
                        "10 read = 4 duplicate + 2 conflicting + 4 rejected"));
        assertRunIsWhatTheTablesHave(2, again);
        assertThat(lines("SELECT r::text FROM clickstream_events r ORDER BY 1")).isEqualTo(rows);
    }

    @Test
    void anObjectThatWasOverwrittenIsANewVersion() throws Exception {
        migrate();
        put("a", event(1, "first"));
        etl.load(HOUR);
        put("a", event(1, "first") + event(2, "new"));

        HourResult result = etl.load(HOUR);

        assertThat(result.counts())
                .isEqualTo(TestingCounts.of("1 listed = 1 loaded", "2 read = 1 inserted + 1 duplicate"));
        assertThat(lines("SELECT count(DISTINCT etag)::text FROM etl.object_ledger"))
                .containsExactly("2");
        assertThat(etl.load(HOUR).counts().objects().already()).isOne();

        put("a", event(1, "first"));
        assertThat(etl.load(HOUR).counts().objects().already())
                .as("the first version again")
                .isOne();
    }

    @Test
    void theSameEventInTwoHoursIsADuplicateOfTheSecond() throws Exception {
        migrate();
        put("a", event(1, "click"));
        s3.put(HOUR.plus(1).prefix() + "a", event(1, "click").getBytes(StandardCharsets.UTF_8), MODIFIED);

        assertThat(etl.load(HOUR).counts().events().inserted()).isOne();
        assertThat(etl.load(HOUR.plus(1)).counts().events().duplicate()).isOne();
    }

    @Test
    void anEmptyHourIsComplete() throws Exception {
        migrate();
        HourResult result = etl.load(HOUR);
        assertThat(result.outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(result.counts()).isEqualTo(LoadCounts.NONE);
    }

    /** As where the process is killed when all is done but Spring Batch's last word. */
    @Test
    void anExecutionThatACompleteRunLeftOpenIsClosedByTheNextRun() throws Exception {
        migrate();
        put("a", event(1, "click"));
        etl.load(HOUR);
        database.execute(
                "UPDATE etl.batch_job_execution SET status = 'STARTED', exit_code = 'UNKNOWN', end_time = NULL");
        etl.load(Hour.parse("2026-11-19T00"));
        assertThat(lines("SELECT status FROM etl.batch_job_execution ORDER BY job_execution_id"))
                .as("that of another hour may be living")
                .containsExactly("STARTED", "COMPLETED");

        assertThat(etl.load(HOUR).outcome()).isEqualTo(HourOutcome.COMPLETE);

        assertThat(lines("SELECT status FROM etl.batch_job_execution ORDER BY job_execution_id"))
                .containsExactly("FAILED", "COMPLETED", "COMPLETED");
    }

    @Test
    void anObjectThatIsDeletedWhileTheHourIsReadIsNoFailure() throws Exception {
        migrate();
        AtomicInteger listed = new AtomicInteger();
        SyntheticS3.Contents contents = new SyntheticS3.Contents() {
            @Override
            public int size() {
                return 3;
            }

            @Override
            public String key(int index) {
                boolean gone = index == 1 && listed.get() > 1;
                return HOUR.prefix() + "event-" + index + (gone ? "-gone" : "");
            }

            @Override
            public byte[] bytes(int index) {
                return event(index, "click").getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public long byteSize(int index) {
                if (index == 1) {
                    // Once for those who cut the hour into ranges, once for those who read.
                    listed.incrementAndGet();
                }
                return bytes(index).length;
            }
        };
        try (SyntheticS3 forgetful = SyntheticS3.start(contents);
                TestingEtl reader = TestingEtl.start(forgetful.environment(), database)) {
            HourResult result = reader.load(HOUR);

            assertThat(result.outcome()).isEqualTo(HourOutcome.COMPLETE);
            assertThat(result.vanished()).isOne();
            assertThat(result.counts()).isEqualTo(TestingCounts.of("2 listed = 2 loaded", "2 read = 2 inserted"));
            assertThat(lines("SELECT objects_vanished::text FROM etl.load_run")).containsExactly("1");
        }
    }

    @Test
    void afterAFailureOfTheDatabaseWhatWasCommittedCountsAndTheNextRunCompletes() throws Exception {
        migrate();
        putThreeChunks();
        raiseFor(2_500, "RAISE EXCEPTION 'disk full, says the test'");

        HourResult failed = etl.load(HOUR);

        assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
        assertThat(failed.failure())
                .isEqualTo("ERROR: disk full, says the test; a trigger says so: correct it, or drop it");
        assertThat(failed.counts().events()).isEqualTo(TestingCounts.events("2000 read = 2000 inserted"));
        assertThat(lines("SELECT count(*)::text FROM clickstream_events")).containsExactly("2000");
        assertThat(lines("SELECT status || ' ' || failure || ' ' || events_inserted FROM etl.load_run"))
                .containsExactly(
                        "failed ERROR: disk full, says the test; a trigger says so: correct it, or drop it 2000");

        database.execute("DROP TRIGGER fail ON clickstream_events");
        HourResult next = etl.load(HOUR);
        assertThat(next.outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(next.counts())
                .isEqualTo(TestingCounts.of("3 listed = 2 already + 1 loaded", "1000 read = 1000 inserted"));
        assertThat(lines("SELECT count(*)::text FROM clickstream_events")).containsExactly("3000");
    }

    @Test
    void aMissingColumnOrRightEndsTheRunAtOnceWithTheMend() throws Exception {
        migrate();
        putThreeChunks();
        database.execute("ALTER TABLE clickstream_events RENAME COLUMN client_id TO other");
        HourResult withoutColumn = etl.load(HOUR);
        assertThat(withoutColumn.failure())
                .matches(
                        "ERROR: column \"client_id\"( of relation \"clickstream_events\")? does not exist; jobs/etl doctor says what to change");

        database.execute("ALTER TABLE clickstream_events RENAME COLUMN other TO client_id");
        database.execute("REVOKE INSERT ON clickstream_events FROM etl");
        HourResult withoutRight = etl.load(HOUR);
        assertThat(withoutRight.failure())
                .isEqualTo("ERROR: permission denied for table clickstream_events; grant the role this right");
        assertThat(List.of(withoutColumn, withoutRight))
                .allSatisfy(failed -> assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED))
                .allSatisfy(failed -> assertThat(failed.attempts()).isOne());

        database.execute("GRANT INSERT ON clickstream_events TO etl");
        assertThat(etl.load(HOUR).outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(lines("SELECT count(*)::text FROM clickstream_events")).containsExactly("3000");
    }

    @Test
    void aConnectionThatIsLostAgainAndAgainEndsTheRunAndNotTheProgram() throws Exception {
        migrate();
        putThreeChunks();
        raiseFor(1_500, "PERFORM pg_terminate_backend(pg_backend_pid())");

        HourResult failed = etl.load(HOUR);
        assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
        // What the driver meets first: the server's last word, or the connection that is gone.
        assertThat(failed.failure()).containsAnyOf("terminating connection due to administrator command", "I/O error");
        assertThat(failed.attempts()).isEqualTo(2);
        // Whole chunks: the one before the one that fails, and, where another range was as fast, the one behind it.
        assertThat(lines("SELECT count(*)::text FROM clickstream_events")).containsAnyOf("1000", "2000");

        database.execute("DROP TRIGGER fail ON clickstream_events");
        assertThat(etl.load(HOUR).outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(lines("SELECT count(*)::text FROM clickstream_events")).containsExactly("3000");
    }

    @Test
    void aLedgerThatLostAnObjectFailsTheRun() throws Exception {
        migrate();
        putEveryOutcome();
        database.execute("""
                CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN DELETE FROM etl.object_ledger WHERE object_name = ''b''; RETURN NULL; END';
                CREATE TRIGGER lose AFTER INSERT ON etl.object_ledger FOR EACH STATEMENT EXECUTE FUNCTION lose()
                """);

        HourResult failed = etl.load(HOUR);
        assertThat(failed.outcome()).isEqualTo(HourOutcome.FAILED);
        assertThat(failed.failure()).startsWith("The ledger of hour 2026-11-20T13, run 1, has ");
        assertThat(lines("SELECT status FROM etl.load_run")).containsExactly("failed");

        database.execute("DROP TRIGGER lose ON etl.object_ledger");
        HourResult next = etl.load(HOUR);
        assertThat(next.outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(next.counts().objects()).isEqualTo(TestingCounts.objects("11 listed = 10 already + 1 loaded"));
    }

    @Test
    void aLedgerThatCountsOtherwiseFailsTheRun() throws Exception {
        migrate();
        put("a", event(1, "click"));
        database.execute("""
                CREATE FUNCTION tamper() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN NEW.inserted := 0; NEW.duplicate := NEW.events; RETURN NEW; END';
                CREATE TRIGGER tamper BEFORE INSERT ON etl.object_ledger FOR EACH ROW EXECUTE FUNCTION tamper()
                """);

        assertThat(etl.load(HOUR).outcome()).isEqualTo(HourOutcome.FAILED);
    }

    @Test
    void aDryRunCountsWhatTheLoadWillCountAndWritesNothing() throws InterruptedException {
        migrate();
        put("0", event(1, "earlier"));
        etl.load(HOUR);
        putEveryOutcome();
        String before = TestingContents.of(database.dataSource());

        HourResult dryRun = etl.run(HOUR);
        assertThat(TestingContents.of(database.dataSource())).isEqualTo(before);

        HourResult loaded = etl.load(HOUR);
        assertThat(dryRun.counts()).isEqualTo(loaded.counts());
        assertThat(dryRun.outcome()).isEqualTo(loaded.outcome());
        assertThat(dryRun.counts().events().conflicting()).isPositive();
        assertThat(etl.run(HOUR).counts().objects().already()).isEqualTo(12);
    }

    @Test
    void aDryRunOfSeveralHoursCountsWhatTheirLoadsWillCount() throws InterruptedException {
        migrate();
        Random random = new Random(11);
        for (int hour = 0; hour < 3; hour++) {
            for (int object = 0; object < 25; object++) {
                String events = IntStream.range(0, random.nextInt(4))
                        .mapToObj(index -> event(random.nextInt(60), "name-" + random.nextInt(3)))
                        .collect(Collectors.joining());
                s3.put(
                        HOUR.plus(hour).prefix() + "event-%08x.json".formatted(object),
                        events.getBytes(StandardCharsets.UTF_8),
                        MODIFIED);
            }
        }
        List<LoadCounts> counted = new ArrayList<>();
        try (DryRun dryRun = etl.bean(DryRun.Starter.class).begin(false)) {
            for (int hour = 0; hour < 3; hour++) {
                counted.add(dryRun.run(HOUR.plus(hour)).counts());
            }
        }
        for (int hour = 0; hour < 3; hour++) {
            LoadCounts loaded = etl.load(HOUR.plus(hour)).counts();
            assertThat(counted.get(hour).objects()).isEqualTo(loaded.objects());
            // Ranges side by side may meet the variants of an id in another order: which counts as first differs then.
            assertThat(counted.get(hour).events().inserted())
                    .isEqualTo(loaded.events().inserted());
            assertThat(counted.get(hour).events().read())
                    .isEqualTo(loaded.events().read());
        }
    }

    @Test
    void aDryRunOnADatabaseThatWasNeverMigratedLeavesItEmpty() throws InterruptedException {
        putEveryOutcome();
        String before = TestingContents.of(database.dataSource());

        HourResult result = etl.run(HOUR);

        assertThat(result.counts().events())
                .isEqualTo(TestingCounts.events("10 read = 3 inserted + 1 duplicate + 2 conflicting + 4 rejected"));
        assertThat(TestingContents.of(database.dataSource())).isEqualTo(before);
    }

    @Test
    void springBatchKeepsItsTablesInEtlAndPublicHasTheTargetAlone() throws Exception {
        migrate();
        put("a", event(1, "click"));
        etl.load(HOUR);

        assertThat(lines("""
                SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 'I')""")).containsExactly("clickstream_events");
        assertThat(lines("SELECT status FROM etl.batch_job_execution")).containsExactly("COMPLETED");
        assertThat(lines("SELECT short_context FROM etl.batch_job_execution_context"))
                .allMatch(context -> context.startsWith("{"));
        assertThat(lines("SELECT r::text FROM etl.batch_job_execution_params r"))
                .noneMatch(parameter -> parameter.contains(database.password()));
    }

    private void migrate() {
        etl.bean(Migrations.class).apply();
    }

    /** Sums of the tables, of {@code etl.load_run} and of what was reported are the same. */
    private void assertRunIsWhatTheTablesHave(long run, HourResult result) {
        ObjectCounts objects = result.counts().objects();
        EventCounts events = result.counts().events();
        assertThat(result.counts().balance()).isTrue();
        assertThat(lines("""
                SELECT concat_ws(' ', status, objects_listed, objects_already, objects_loaded, objects_skipped,
                                 objects_rejected, objects_failed, events_read, events_inserted, events_duplicate,
                                 events_conflicting, events_rejected)
                FROM etl.load_run WHERE load_run = %d""".formatted(run)))
                .containsExactly("complete %d %d %d %d %d %d %d %d %d %d %d"
                        .formatted(
                                objects.listed(),
                                objects.already(),
                                objects.loaded(),
                                objects.skipped(),
                                objects.rejected(),
                                objects.failed(),
                                events.read(),
                                events.inserted(),
                                events.duplicate(),
                                events.conflicting(),
                                events.rejected()));
        assertThat(lines("""
                SELECT concat_ws(' ', (SELECT coalesce(sum(inserted), 0) FROM etl.object_ledger WHERE load_run = %1$d),
                                      (SELECT count(*) FROM etl.conflicting_event WHERE load_run = %1$d),
                                      (SELECT count(*) FROM etl.rejected_event WHERE load_run = %1$d))""".formatted(run)))
                .containsExactly("%d %d %d".formatted(events.inserted(), events.conflicting(), events.rejected()));
        if (run == 1) {
            assertThat(lines("SELECT count(*)::text FROM clickstream_events"))
                    .containsExactly(Long.toString(events.inserted()));
        }
    }

    private static void putEveryOutcome() {
        put("a", event(1, "click") + "\n{half an\n" + event(2, "click"));
        put("b", "[" + event(1, "click") + "," + event(1, "other") + "]");
        put("c", event(1, "other"));
        put("d", event(3, "click"));
        put("empty", " [] \n");
        put("_SUCCESS", "");
        put("folder/", "");
        put("e.tmp", "{");
        s3.put(HOUR.prefix() + "f.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0}, MODIFIED);
        put("g", "42");
        put("large", "x".repeat(300_000));
    }

    /** Three objects of a thousand events each: a chunk each. */
    private static void putThreeChunks() {
        for (int object = 0; object < 3; object++) {
            int first = object * 1_000;
            put(
                    "event-" + object,
                    IntStream.range(first, first + 1_000)
                            .mapToObj(number -> event(number, "click"))
                            .collect(Collectors.joining("\n")));
        }
    }

    private void raiseFor(int number, String what) {
        database.execute("""
                CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
                    $$BEGIN %s; RETURN NEW; END$$;
                CREATE TRIGGER fail BEFORE INSERT ON clickstream_events
                    FOR EACH ROW WHEN (NEW.event_id = '%s') EXECUTE FUNCTION fail()
                """.formatted(what, id(number)));
    }

    private static void put(String name, String text) {
        s3.put(HOUR.prefix() + name, text.getBytes(StandardCharsets.UTF_8), MODIFIED);
    }

    private static String event(int number, String name) {
        return """
                {"eventId":"%s","eventName":"%s","_ingest":{"receivedAt":"2026-11-20T13:05:00Z"}}""".formatted(id(number), name);
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
