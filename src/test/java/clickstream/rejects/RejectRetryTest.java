package clickstream.rejects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.LoadCounts;
import clickstream.event.RejectReason;
import clickstream.event.RunId;
import clickstream.job.HourOutcome;
import clickstream.job.HourRunner;
import clickstream.job.Pipeline;
import clickstream.job.TestingEtl;
import clickstream.job.TestingJob;
import clickstream.load.HourLocks;
import clickstream.load.LoadRuns;
import clickstream.load.Loader;
import clickstream.testing.TestingCounts;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A fix of this program is simulated by what is stored: events that are good are marked as rejected, as if they had not been. */
class RejectRetryTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final Instant MODIFIED = Instant.parse("2026-11-20T13:30:00Z");
    private static final String NAMED = "event-8d0c3c5e-4f6a-4c1e-9a51-0a1b2c3d4e5f.json";
    private static final TestingS3 s3 = TestingS3.shared();

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @RegisterExtension
    private final TestingJob job = TestingJob.with("clickstream.max-object-size=200KB");

    private final TestingDatabase database = job.database();
    private TestingEtl etl = job.etl();

    @BeforeEach
    void logWhatIsOfInterest() {
        logger().setLevel(Level.INFO);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
        logger().setLevel(null);
    }

    @Test
    void whatIsAnEventAfterAFixIsLoadedAndLeavesTheRejects() throws Exception {
        put("a", event(1, "one") + "\n" + event(2, "two") + "\n{half");
        etl.load(HOUR);
        mark("a", 1, event(2, "two"), true);
        s3.counts().reset();

        RejectRetry.Result result = retry();

        assertThat(result.hour().outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(result.counts())
                .isEqualTo(TestingCounts.of(RetryCounts.class, "1 read; 2 before = 1 inserted + 1 rejected"));
        assertThat(result.hour().counts())
                .isEqualTo(TestingCounts.of("1 listed = 1 loaded", "3 read = 1 inserted + 1 duplicate + 1 rejected"));
        assertThat(rejects()).containsExactly("a 2 malformed_json");
        assertThat(lines("SELECT event_name FROM clickstream_events ORDER BY 1"))
                .containsExactly("one", "two");
        assertThat(s3.counts().gets()).isOne();
        assertBalanced();
    }

    @Test
    void anObjectThatWasTooLargeIsLoadedWhereTheLimitIsLargerNow() throws Exception {
        put("large", event(1, "one") + event(2, "two"));
        put("small", "[" + event(1, "one") + "]");
        try (TestingEtl narrow = job.restart("clickstream.max-object-size=150B")) {
            narrow.load(HOUR);
            assertThat(rejects()).containsExactly("large 0 too_large");
            assertThat(retry(narrow, null).counts())
                    .as("left as it is")
                    .isEqualTo(TestingCounts.of(RetryCounts.class, "1 left; 1 before = 1 rejected"));
            assertBalanced();
        }
        etl = job.restart();

        assertThat(retry().counts()).isEqualTo(TestingCounts.of(RetryCounts.class, "1 read; 1 before = 1 duplicate"));
        assertThat(rejects()).isEmpty();
        assertThat(
                        lines(
                                "SELECT outcome || events || inserted || duplicate FROM etl.object_ledger WHERE object_name = 'large'"))
                .containsExactly("loaded211");
        assertBalanced();
    }

    @Test
    void aRetryWithASmallerLimitForgetsNothing() throws Exception {
        put("a", event(1, "one") + event(1, "other") + event(2, "two") + "\n{half");
        etl.load(HOUR);
        List<String> before = state();
        try (TestingEtl narrow = job.restart("clickstream.max-object-size=50B")) {
            assertThat(retry(narrow, null).counts().rejected()).isOne();
        }
        etl = job.restart();

        assertThat(state()).isEqualTo(before);
        assertThat(etl.load(HOUR).counts().objects().already()).isOne();
    }

    @Test
    void tryingTwiceChangesNothing() throws Exception {
        put("a", event(1, "one") + event(1, "other") + "\n{half");
        put("b", "42");
        put("c", event(3, "three"));
        put("d", event(4, "four") + "\n{half\n" + event(5, "five"));
        put("e", event(4, "conflicting") + "\n{\n" + event(6, "six"));
        etl.load(HOUR);
        mark("c", 0, event(3, "three"), true);
        mark("d", 2, event(5, "five"), true);
        mark("e", 2, event(6, "six"), true);
        RejectRetry.Result first = retry();
        assertThat(first.counts())
                .isEqualTo(TestingCounts.of(RetryCounts.class, "5 read; 7 before = 3 inserted + 4 rejected"));
        assertBalanced();
        List<String> rows = state();

        RejectRetry.Result second = retry();

        assertThat(second.counts()).isEqualTo(TestingCounts.of(RetryCounts.class, "4 read; 4 before = 4 rejected"));
        assertThat(second.hour().counts().events())
                .isEqualTo(TestingCounts.events("10 read = 4 duplicate + 2 conflicting + 4 rejected"));
        assertThat(state()).isEqualTo(rows);
        assertThat(rejects())
                .containsExactly("a 2 malformed_json", "b 0 not_an_object", "d 1 malformed_json", "e 1 malformed_json");
        assertBalanced();
    }

    @Test
    void whereNothingIsRejectedNothingIsDone() throws Exception {
        put("a", event(1, "one"));
        etl.load(HOUR);

        assertThat(etl.bean(RejectRetry.class).hours(RejectSelection.ALL)).isEmpty();
    }

    @Test
    void theHoursAreThoseWithRejectsOfTheReason() throws Exception {
        put("a", "{half");
        s3.put(HOUR.plus(2).prefix() + "b", "42".getBytes(StandardCharsets.UTF_8), MODIFIED);
        etl.load(HOUR);
        etl.load(HOUR.plus(2));
        RejectRetry retry = etl.bean(RejectRetry.class);

        assertThat(retry.hours(RejectSelection.ALL)).containsExactly(HOUR, HOUR.plus(2));
        assertThat(retry.hours(new RejectSelection(HOUR.plus(1), null, null))).containsExactly(HOUR.plus(2));
        assertThat(retry.hours(new RejectSelection(HOUR, HOUR.plus(2), null))).containsExactly(HOUR);
        assertThat(retry.hours(new RejectSelection(null, null, RejectReason.NOT_AN_OBJECT)))
                .containsExactly(HOUR.plus(2));
    }

    @Test
    void onlyObjectsWithARejectOfTheReasonAreTriedAndThoseWhole() throws Exception {
        put("a", "42\n{half");
        put("b", "{half");
        etl.load(HOUR);
        s3.counts().reset();

        assertThat(retry(etl, RejectReason.NOT_AN_OBJECT).counts())
                .isEqualTo(TestingCounts.of(RetryCounts.class, "1 read; 2 before = 2 rejected"));
        assertThat(s3.counts().keysRead()).containsExactly(HOUR.prefix() + "a");
    }

    @Test
    void anEventWhoseIdIsTakenIsADuplicateOrAConflict() throws Exception {
        put("a", event(1, "one"));
        put("b", event(1, "one"));
        put("c", event(1, "other"));
        etl.load(HOUR);
        database.execute("DELETE FROM etl.conflicting_event");
        mark("b", 0, event(1, "one"), false);
        mark("c", 0, event(1, "other"), false);

        assertThat(retry().counts())
                .isEqualTo(TestingCounts.of(RetryCounts.class, "2 read; 2 before = 1 duplicate + 1 conflicting"));
        assertThat(lines("SELECT object_name || event_name FROM etl.conflicting_event"))
                .containsExactly("cother");
        assertBalanced();
    }

    @Test
    void theRejectsOfAnObjectThatIsGoneStayAsTheyAreAndTheLogSaysWhatToDo() throws Exception {
        put("a", event(1, "one") + "\n" + event(2, "two") + event(1, "conflict") + "\n{half");
        put("b", "42");
        etl.load(HOUR);
        mark("a", 1, event(2, "two"), true);
        List<String> before = state();
        s3.delete(HOUR.prefix() + "a");
        ListAppender<ILoggingEvent> log = listen();

        RejectRetry.Result result = retry();

        assertThat(result.hour().outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(result.counts())
                .isEqualTo(TestingCounts.of(RetryCounts.class, "1 read + 1 missing; 3 before = 1 rejected + 2 missed"));
        assertThat(result.hour().counts())
                .isEqualTo(TestingCounts.of("2 listed = 1 already + 1 rejected", "1 read = 1 rejected"));
        assertThat(state()).isEqualTo(before);
        assertThat(said(log, "jobs/etl rejects export"))
                .containsExactly(
                        "Objects with rejects that S3 no longer has as they were loaded: 1. Their rejects stay;"
                                + " to load them: jobs/etl rejects export, and put what is in the file back as a new object of the hour");
        assertBalanced();
    }

    @Test
    void theRejectsOfAnObjectThatWasOverwrittenStayAndTheNewVersionIsLeftToTheNextLoad() throws Exception {
        put("a", event(1, "one") + "\n" + event(2, "two"));
        etl.load(HOUR);
        mark("a", 1, event(2, "two"), true);
        put("a", event(3, "new"));

        assertThat(retry().counts()).isEqualTo(TestingCounts.of(RetryCounts.class, "1 missing; 1 before = 1 missed"));
        assertThat(lines("SELECT event_name FROM clickstream_events ORDER BY 1"))
                .containsExactly("one");

        assertThat(etl.load(HOUR).counts().events().inserted()).isOne();
        assertThat(rejects()).containsExactly("a 1 malformed_json");
    }

    @Test
    void anIdThatIsMissingIsDerivedAsInTheLoad() throws Exception {
        String other = NAMED.replace("8d0c", "9d0c");
        put(NAMED, "  {\"eventName\":\"only\"}\n");
        put(other, "{\"eventName\":\"first\"}\n{\"eventName\":\"second\"}");
        etl.load(HOUR);
        List<String> rows = lines("SELECT r::text FROM clickstream_events r ORDER BY 1");
        markAll(NAMED, "{\"eventName\":\"only\"}");
        markAll(other, "{\"eventName\":\"first\"}", "{\"eventName\":\"second\"}");

        assertThat(retry().counts()).isEqualTo(TestingCounts.of(RetryCounts.class, "2 read; 3 before = 3 inserted"));
        assertThat(rows).hasSize(3).anyMatch(row -> row.contains("8d0c3c5e"));
        assertThat(lines("SELECT r::text FROM clickstream_events r ORDER BY 1")).isEqualTo(rows);
        assertThat(lines("SELECT count(*)::text FROM etl.event_issue WHERE reason = 'id_missing'"))
                .containsExactly("3");
        assertBalanced();
    }

    @Test
    void anObjectThatInflatedToTooMuchIsLoadedWhereTheLimitIsLargerNow() throws Exception {
        byte[] zipped = gzip((event(1, "one") + event(2, "two")).getBytes(StandardCharsets.UTF_8));
        s3.put(HOUR.prefix() + "a.gz", zipped, MODIFIED);
        try (TestingEtl narrow = job.restart("clickstream.max-object-size=150B")) {
            assertThat(zipped.length).isLessThan(150);
            narrow.load(HOUR);
        }
        etl = job.restart();
        assertThat(rejects()).containsExactly("a.gz 0 too_large");

        assertThat(retry().counts()).isEqualTo(TestingCounts.of(RetryCounts.class, "1 read; 1 before = 1 inserted"));
        assertThat(lines("SELECT event_name FROM clickstream_events ORDER BY 1"))
                .containsExactly("one", "two");
        assertThat(rejects()).isEmpty();
        assertBalanced();
    }

    @Test
    void anObjectThatTheLedgerDoesNotHaveIsLeftToTheNextLoad() throws Exception {
        put("a", "{half");
        put("b", "{half");
        etl.load(HOUR);
        database.execute("DELETE FROM etl.object_ledger WHERE object_name = 'a'");
        s3.counts().reset();

        assertThat(retry().counts()).isEqualTo(TestingCounts.of(RetryCounts.class, "1 read; 1 before = 1 rejected"));
        assertThat(s3.counts().keysRead()).containsExactly(HOUR.prefix() + "b");
    }

    @Test
    void manyRejectsOfOneObjectAreCountedOneByOne() throws Exception {
        put("a", "42 ".repeat(5_000) + event(1, "one"));
        etl.load(HOUR);

        assertThat(retry().counts())
                .isEqualTo(TestingCounts.of(RetryCounts.class, "1 read; 5000 before = 5000 rejected"));
        assertBalanced();

        s3.delete(HOUR.prefix() + "a");
        assertThat(retry().counts())
                .isEqualTo(TestingCounts.of(RetryCounts.class, "1 missing; 5000 before = 5000 missed"));
        assertThat(rejects()).hasSize(5_000);
    }

    /** As where a fix in parsing takes two stretches for one value. */
    @Test
    void aRejectAtWhoseIndexNothingIsAnyMoreIsGone() throws Exception {
        put("a", event(1, "one"));
        etl.load(HOUR);
        mark("a", 1, "{half", false);

        assertThat(retry().counts()).isEqualTo(TestingCounts.of(RetryCounts.class, "1 read; 1 before = 1 gone"));
        assertThat(rejects()).isEmpty();
        assertBalanced();
    }

    @Test
    void countsThatDoNotBalanceAreRefused() {
        assertThatThrownBy(() -> new RetryCounts(1, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0))
                .hasMessageContaining("do not balance: 2 before, and 1 inserted");
    }

    /** Or one transaction would stay open for as long as objects are missing, and a stop lose all that came before. */
    @Test
    void thousandsOfObjectsThatFillNoChunkAreCommittedInPortions() throws Exception {
        List<ListedObject> missing = IntStream.range(0, 2_100)
                .mapToObj(number -> new ListedObject(HOUR, "event-%04d".formatted(number), "gone", 10, MODIFIED))
                .toList();
        RejectedObjects rejected = new RejectedObjects(JdbcClient.create(etl.bean(DataSource.class)));
        List<Long> portions = new ArrayList<>();
        try (RetryLoad load = new RetryLoad(rejected, missing.iterator(), etl.bean(Pipeline.class), HOUR)) {
            while (load.more()) {
                portions.add(load.loadNext(etl.bean(Loader.class), new RunId(1))
                        .unfinished()
                        .objects());
            }
        }

        assertThat(portions).containsExactly(1_000L, 1_000L, 100L);
    }

    @Test
    void whatCannotBeReadStaysAndIsSaid() throws Exception {
        put("a", event(1, "one") + "\n{half");
        etl.load(HOUR);
        List<String> before = state();
        try (TestingS3 away = TestingS3.start()) {
            etl = job.restart(
                    away.environment(),
                    database.environment(),
                    "clickstream.load.attempts=2",
                    "clickstream.fetch.attempts=1");
        }

        RejectRetry.Result result = retry();

        assertThat(result.hour().outcome()).isEqualTo(HourOutcome.INCOMPLETE);
        assertThat(result.hour().attempts()).isEqualTo(2);
        assertThat(result.hour().failure()).isEqualTo("1 object could not be read");
        assertThat(result.counts()).isEqualTo(TestingCounts.of(RetryCounts.class, "1 failed; 1 before = 1 unread"));
        assertThat(state()).isEqualTo(before);
        assertThat(lines("SELECT status || objects_failed FROM etl.load_run ORDER BY load_run"))
                .containsExactly("complete0", "incomplete1", "incomplete1");
    }

    /** Only a load records them. */
    @Test
    void objectsThatCannotBeReadAreNotSaidToBeInATableThatHasThemNot() throws Exception {
        for (int object = 10; object < 35; object++) {
            put("event-" + object, "{half");
        }
        etl.load(HOUR);
        try (TestingS3 away = TestingS3.start()) {
            etl = job.restart(
                    away.environment(),
                    database.environment(),
                    "clickstream.load.attempts=1",
                    "clickstream.fetch.attempts=1");
        }
        ListAppender<ILoggingEvent> log = listen();

        assertThat(retry().counts().failed()).isEqualTo(25);

        assertThat(said(log, "Could not read events/")).hasSize(20);
        assertThat(said(log, "Could not read 5 more")).containsExactly("Could not read 5 more");
        assertThat(said(log, "failed_object")).isEmpty();
        assertThat(lines("SELECT object_name FROM etl.failed_object")).isEmpty();
    }

    @Test
    void anHourThatSomebodyElseHoldsIsLeftAlone() throws Exception {
        put("a", "{half");
        etl.load(HOUR);
        etl.bean(LoadRuns.class).begin(HOUR, false, "somebody else");
        HourLocks.Lock lock = etl.bean(HourLocks.class).tryLock(HOUR);
        try {
            RejectRetry.Result result = retry();

            assertThat(result.hour().outcome()).isEqualTo(HourOutcome.LOCKED);
            assertThat(result.hour().failure()).startsWith("in use by somebody else, since ");
            assertThat(result.counts()).isEqualTo(RetryCounts.NONE);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    @Test
    void anHourThatWasNotCompleteIsNotCompleteByIt() throws Exception {
        put("a", "{half");
        etl.load(HOUR);
        database.execute("UPDATE etl.load_run SET status = 'failed'");

        assertThat(retry().hour().outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(lines("SELECT status FROM etl.load_run ORDER BY load_run")).containsExactly("failed", "incomplete");
    }

    @Test
    void anHourWhoseLastLoadFailedIsNotCompleteByItThoughItWasBefore() throws Exception {
        put("a", "{half");
        etl.load(HOUR);
        RunId failed = etl.bean(LoadRuns.class).begin(HOUR, false, "a load that fails");
        etl.bean(LoadRuns.class).end(failed, LoadRuns.Status.FAILED, LoadCounts.NONE, 0, "why");

        retry();

        assertThat(lines("SELECT status FROM etl.load_run ORDER BY load_run"))
                .containsExactly("complete", "failed", "incomplete");
        assertThat(lines("SELECT state FROM etl.hour_status")).containsExactly("incomplete");
    }

    @Test
    void aDatabaseThatFailsHalfwayLeavesAWholeChunkAndTheNextRetryGoesOn() throws Exception {
        for (int object = 0; object < 3; object++) {
            put("event-" + object, "42 ".repeat(1_000) + event(object, "click"));
        }
        etl.load(HOUR);
        database.execute("""
                CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE EXCEPTION ''disk full, says the test''; END';
                CREATE TRIGGER fail BEFORE UPDATE ON etl.object_ledger
                    FOR EACH ROW WHEN (NEW.object_name = 'event-2') EXECUTE FUNCTION fail()
                """);
        RejectRetry.Result failed = retry();
        assertThat(failed.hour().outcome()).isEqualTo(HourOutcome.FAILED);
        assertThat(failed.hour().failure())
                .isEqualTo("ERROR: disk full, says the test; a trigger says so: correct it, or drop it");
        assertThat(failed.counts().rejected()).isEqualTo(2_000);
        assertThat(lines("SELECT status || events_read FROM etl.load_run WHERE reload"))
                .containsExactly("failed2002");
        assertThat(rejects()).hasSize(3_000);

        database.execute("DROP TRIGGER fail ON etl.object_ledger");
        assertThat(retry().counts().rejected()).isEqualTo(3_000);
        assertBalanced();
    }

    @Test
    void anAttemptAfterAFailureTriesWhatTheFirstDidNotReach() throws Exception {
        for (int object = 0; object < 3; object++) {
            put("event-" + object, "42 ".repeat(1_000) + event(object, "click"));
        }
        etl.load(HOUR);
        database.execute("""
                CREATE SEQUENCE deadlocks;
                CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS
                    $$BEGIN
                        IF nextval('deadlocks') = 1 THEN RAISE EXCEPTION 'once' USING ERRCODE = '40P01'; END IF;
                        RETURN NEW;
                    END$$;
                CREATE TRIGGER fail_once BEFORE UPDATE ON etl.object_ledger
                    FOR EACH ROW WHEN (NEW.object_name = 'event-2') EXECUTE FUNCTION fail_once()
                """);
        s3.counts().reset();

        RejectRetry.Result result = retry();

        assertThat(result.hour().outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(result.hour().attempts()).isEqualTo(2);
        assertThat(result.counts())
                .isEqualTo(TestingCounts.of(RetryCounts.class, "3 read; 3000 before = 3000 rejected"));
        assertThat(s3.counts().gets()).isEqualTo(4);
        assertBalanced();
    }

    private ListAppender<ILoggingEvent> listen() {
        log.start();
        logger().addAppender(log);
        return log;
    }

    private static List<String> said(ListAppender<ILoggingEvent> log, String words) {
        return log.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(words))
                .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("clickstream");
    }

    private RejectRetry.Result retry() throws InterruptedException {
        return retry(etl, null);
    }

    private static RejectRetry.Result retry(TestingEtl by, @Nullable RejectReason reason) throws InterruptedException {
        return by.bean(RejectRetry.class)
                .retry(HOUR, reason, new HourRunner.Request(true, Duration.ZERO, "tests, rejects retry"));
    }

    /** As if an event had been rejected when it was loaded. */
    private void mark(String name, int index, String bytes, boolean inserted) {
        database.execute("""
                INSERT INTO etl.rejected_event
                SELECT hour, object_name, etag, %d, 'malformed_json', 'says the test', convert_to('%s', 'UTF8'), load_run
                FROM etl.object_ledger WHERE object_name = '%s'
                """.formatted(index, bytes, name));
        database.execute("""
                UPDATE etl.object_ledger SET (inserted, duplicate, conflicting, rejected) =
                    (greatest(inserted - 1, 0), CASE WHEN inserted > 0 THEN duplicate ELSE greatest(duplicate - 1, 0) END,
                     CASE WHEN inserted + duplicate > 0 THEN conflicting ELSE conflicting - 1 END, rejected + 1)
                WHERE object_name = '%s'
                """.formatted(name));
        if (inserted) {
            database.execute(
                    "DELETE FROM clickstream_events WHERE event_id::text = '%s'::json ->> 'eventId'".formatted(bytes));
        }
    }

    private void markAll(String name, String... bytes) {
        database.execute("DELETE FROM clickstream_events; DELETE FROM etl.event_issue");
        for (int index = 0; index < bytes.length; index++) {
            mark(name, index, bytes[index], false);
        }
    }

    /** Every object has the rejects and conflicts that its ledger row counts, and every run what the ledger has of it. */
    private void assertBalanced() {
        assertThat(lines("""
                SELECT object_name FROM etl.object_ledger AS l
                WHERE rejected <> (SELECT count(*) FROM etl.rejected_event
                                   WHERE (hour, object_name, etag, load_run) = (l.hour, l.object_name, l.etag, l.load_run))
                   OR conflicting <> (SELECT count(*) FROM etl.conflicting_event
                                      WHERE (hour, object_name, etag, load_run) = (l.hour, l.object_name, l.etag, l.load_run))""")).isEmpty();
        assertThat(lines("""
                SELECT load_run::text FROM etl.load_run AS r
                WHERE load_run = (SELECT max(load_run) FROM etl.object_ledger)
                  AND concat_ws(' ', events_read, events_inserted, events_duplicate, events_conflicting, events_rejected)
                   <> (SELECT concat_ws(' ', sum(events), sum(inserted), sum(duplicate), sum(conflicting), sum(rejected))
                       FROM etl.object_ledger WHERE load_run = r.load_run)""")).isEmpty();
        assertThat(lines("SELECT status FROM etl.load_run WHERE finished_at IS NULL"))
                .isEmpty();
    }

    /** Everything but which run wrote it, and what the last load of an object did. */
    private List<String> state() {
        return lines("""
                SELECT r::text FROM clickstream_events r
                UNION ALL SELECT (to_jsonb(r) - 'load_run')::text FROM etl.rejected_event r
                UNION ALL SELECT (to_jsonb(r) - 'load_run')::text FROM etl.conflicting_event r
                UNION ALL SELECT (to_jsonb(r) - 'load_run')::text FROM etl.event_issue r
                UNION ALL SELECT concat_ws(' ', object_name, etag, size, outcome, events, conflicting, rejected) FROM etl.object_ledger
                ORDER BY 1""");
    }

    private List<String> rejects() {
        return lines("SELECT object_name || ' ' || event_index || ' ' || reason FROM etl.rejected_event"
                + " ORDER BY object_name, event_index");
    }

    private static void put(String name, String text) {
        s3.put(HOUR.prefix() + name, text.getBytes(StandardCharsets.UTF_8), MODIFIED);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        }
        return zipped.toByteArray();
    }

    private static String event(int number, String name) {
        return """
                {"eventId":"%s","eventName":"%s","_ingest":{"receivedAt":"2026-11-20T13:05:00Z"}}""".formatted(new UUID(0x8000_0000_0000_4000L, 0x8000_0000_0000_0000L + number), name);
    }

    private List<String> lines(String query) {
        return JdbcClient.create(database.dataSource())
                .sql(query)
                .query(String.class)
                .list();
    }
}
