package clickstream.report;

import static clickstream.load.TestingRows.HOUR;
import static clickstream.load.TestingRows.event;
import static clickstream.load.TestingRows.object;
import static clickstream.load.TestingRows.reject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import clickstream.event.RunId;
import clickstream.load.FailedObjects;
import clickstream.load.FailedObjects.FailedObject;
import clickstream.load.LoadRuns;
import clickstream.load.TestingTarget;
import clickstream.testing.TestingCounts;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code etl.hour_status}: what runs make of their hours. */
class HourStatusTest {

    private static final ObjectCounts THREE = TestingCounts.objects("3 listed = 3 loaded");
    private static final EventCounts TEN = TestingCounts.events("10 read = 8 inserted + 2 duplicate");

    private final TestingTarget target = new TestingTarget();
    private final LoadRuns runs = new LoadRuns(target.sql());
    private final FailedObjects failedObjects =
            new FailedObjects(new JdbcTemplate(target.dataSource()), new JdbcTransactionManager(target.dataSource()));

    @AfterEach
    void drop() {
        target.close();
    }

    @Test
    void anHourWithoutARunHasNoRow() {
        assertThat(target.lines("SELECT * FROM etl.hour_status")).isEmpty();
        assertThat(runs.isComplete(HOUR)).isEmpty();
    }

    @Test
    void whatIsListedAndFinishedIsComplete() {
        end(begin(false), LoadRuns.Status.COMPLETE, THREE, TEN);

        assertThat(status()).isEqualTo("(complete,t,1,f,,3,0,0,8,2,0,0)");
        assertThat(target.lines("""
                SELECT complete_at = finished_at, last_started_at = started_at
                FROM etl.hour_status JOIN etl.load_run USING (hour)""")).containsExactly("(t,t)");
        assertThat(runs.isComplete(HOUR)).hasValue(true);
    }

    @Test
    void whereNothingWasListedItIsEmpty() {
        end(begin(false), LoadRuns.Status.COMPLETE, ObjectCounts.NONE, EventCounts.NONE);

        assertThat(status()).isEqualTo("(empty,t,1,f,,0,0,0,0,0,0,0)");
    }

    @Test
    void whileItIsLoadedItIsIncomplete() {
        begin(false);
        assertThat(status()).isEqualTo("(incomplete,f,1,t,,0,0,0,0,0,0,0)");
        assertThat(runs.isComplete(HOUR)).hasValue(false);
    }

    @Test
    void aRunThatFailsLeavesItIncompleteAndWhatItCommittedCounts() {
        end(begin(false), LoadRuns.Status.COMPLETE, THREE, TEN);
        RunId second = begin(false);
        runs.end(
                second,
                LoadRuns.Status.FAILED,
                TestingCounts.of("1 listed = 1 loaded", "4 read = 4 inserted"),
                0,
                "the network, \"away\"");

        assertThat(target.lines("""
                SELECT state, complete, complete_at IS NOT NULL, failure, objects_listed, events_inserted
                FROM etl.hour_status""")).containsExactly("(incomplete,f,t,\"the network, \"\"away\"\"\",3,12)");

        end(
                begin(false),
                LoadRuns.Status.COMPLETE,
                TestingCounts.objects("5 listed = 4 already + 1 loaded"),
                TestingCounts.events("1 read = 1 inserted"));
        assertThat(status()).isEqualTo("(complete,t,3,f,,5,0,0,13,2,0,0)");
    }

    @Test
    void objectsThatCouldNotBeReadMakeItIncompleteUntilTheyAre() {
        RunId first = begin(false);
        failedObjects.record(first, List.of(new FailedObject(object("a"), "denied")));
        end(first, LoadRuns.Status.INCOMPLETE, TestingCounts.objects("3 listed = 2 loaded + 1 failed"), TEN);
        assertThat(status()).isEqualTo("(incomplete,f,1,f,,3,0,1,8,2,0,0)");

        RunId second = begin(false);
        failedObjects.forgetEarlier(HOUR, second);
        end(
                second,
                LoadRuns.Status.COMPLETE,
                TestingCounts.objects("3 listed = 2 already + 1 loaded"),
                EventCounts.NONE);
        assertThat(status()).isEqualTo("(complete,t,2,f,,3,0,0,8,2,0,0)");
    }

    @Test
    void readingAgainTakesNothingAwayAndCountsNoDuplicateTwice() {
        end(begin(false), LoadRuns.Status.COMPLETE, THREE, TEN);
        end(begin(true), LoadRuns.Status.FAILED, ObjectCounts.NONE, EventCounts.NONE);
        begin(true);
        assertThat(status()).isEqualTo("(complete,t,3,t,,3,0,0,8,2,0,0)");

        end(begin(true), LoadRuns.Status.COMPLETE, THREE, TestingCounts.events("10 read = 1 inserted + 9 duplicate"));
        assertThat(status()).isEqualTo("(complete,t,4,t,,3,0,0,9,2,0,0)");
    }

    @Test
    void readingAgainThatCouldNotReadAnObjectSaysSo() {
        end(begin(false), LoadRuns.Status.COMPLETE, THREE, TEN);
        RunId again = begin(true);
        failedObjects.record(again, List.of(new FailedObject(object("new"), "denied")));
        end(
                again,
                LoadRuns.Status.INCOMPLETE,
                TestingCounts.objects("4 listed = 3 loaded + 1 failed"),
                TestingCounts.events("10 read = 10 duplicate"));

        assertThat(status()).startsWith("(incomplete,f,2,f,,4,0,1,");
    }

    @Test
    void readingAgainWhatNeverWasCompleteCompletesItOnlyWhereItIsComplete() {
        end(begin(true), LoadRuns.Status.STOPPED, ObjectCounts.NONE, EventCounts.NONE);
        assertThat(status()).startsWith("(incomplete,f,");

        end(begin(true), LoadRuns.Status.COMPLETE, THREE, TEN);
        assertThat(status()).startsWith("(complete,t,");
    }

    @Test
    void whatIsFinishedAfterItWasCompleteIsLate() {
        end(begin(false), LoadRuns.Status.COMPLETE, THREE, TEN);
        target.database().execute("UPDATE etl.load_run SET started_at = '2026-11-20T14:01Z'");
        RunId second = begin(false);
        target.load(second, chunk -> TestingTarget.add(chunk, object("late"), event(1)));
        target.database().execute("UPDATE etl.object_ledger SET last_modified = '2026-11-20T14:02Z'");
        end(
                second,
                LoadRuns.Status.COMPLETE,
                TestingCounts.objects("4 listed = 3 already + 1 loaded"),
                TestingCounts.events("1 read = 1 inserted"));

        assertThat(status()).isEqualTo("(late,t,2,f,,4,1,0,9,2,0,0)");
    }

    @Test
    void rejectsAndConflictsAreCountedAsTheyAreNow() {
        RunId run = begin(false);
        target.load(run, chunk -> {
            TestingTarget.add(chunk, object("a"), event(1, "one"), event(1, "other"));
            TestingTarget.add(chunk, object("b"), reject(0, "x"), reject(1, "y"));
        });
        end(
                run,
                LoadRuns.Status.COMPLETE,
                TestingCounts.objects("2 listed = 1 loaded + 1 rejected"),
                TestingCounts.events("4 read = 1 inserted + 1 conflicting + 2 rejected"));
        assertThat(status()).isEqualTo("(complete,t,1,f,,2,0,0,1,0,1,2)");

        target.database().execute("DELETE FROM etl.rejected_event WHERE event_index = 1");
        assertThat(status()).isEqualTo("(complete,t,1,f,,2,0,0,1,0,1,1)");
    }

    @Test
    void hoursDoNotMixAndARangeReadsNoOtherHours() {
        end(begin(HOUR, false), LoadRuns.Status.COMPLETE, THREE, TEN);
        end(begin(HOUR.plus(1), false), LoadRuns.Status.FAILED, ObjectCounts.NONE, EventCounts.NONE);
        assertThat(target.lines("SELECT state FROM etl.hour_status ORDER BY hour"))
                .containsExactly("(complete)", "(incomplete)");

        target.database().execute("""
                INSERT INTO etl.load_run (hour, attempt, reload, requested_by)
                SELECT '2020-01-01T00:00Z'::timestamptz + n * interval '1 hour', 1, false, 'tests' FROM generate_series(1, 20000) n;
                ANALYZE etl.load_run;
                """);
        assertThat(target.sql()
                        .sql("EXPLAIN SELECT * FROM etl.hour_status WHERE hour >= '2026-11-20' AND hour < '2026-11-21'")
                        .query(String.class)
                        .list())
                .anyMatch(line -> line.contains("load_run_hour_attempt_key"))
                .noneMatch(line -> line.contains("Seq Scan on load_run"));
    }

    @Test
    void whoMaySelectTheViewNeedsNoRightOnTheTables() {
        String role = "viewer_of_" + target.database().name();
        end(begin(false), LoadRuns.Status.COMPLETE, THREE, TEN);
        JdbcTemplate superuser = new JdbcTemplate(target.database().superuserDataSource());
        superuser.execute("CREATE ROLE %1$s; GRANT USAGE ON SCHEMA etl TO %1$s; GRANT SELECT ON etl.hour_status TO %1$s"
                .formatted(role));
        try {
            assertThat(as(role, superuser, "SELECT state FROM etl.hour_status")).isEqualTo("complete");
            assertThatThrownBy(() -> as(role, superuser, "SELECT status FROM etl.load_run"))
                    .hasRootCauseMessage("ERROR: permission denied for table load_run");
        } finally {
            superuser.execute("DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(role));
        }
    }

    private static String as(String role, JdbcTemplate superuser, String query) {
        TransactionTemplate transaction =
                new TransactionTemplate(new JdbcTransactionManager(Objects.requireNonNull(superuser.getDataSource())));
        return Objects.requireNonNull(transaction.execute(_ -> {
            superuser.execute("SET LOCAL ROLE " + role);
            return Objects.requireNonNull(superuser.queryForObject(query, String.class));
        }));
    }

    private RunId begin(boolean reload) {
        return begin(HOUR, reload);
    }

    private RunId begin(Hour hour, boolean reload) {
        return runs.begin(hour, reload, "tests");
    }

    private void end(RunId run, LoadRuns.Status status, ObjectCounts objects, EventCounts events) {
        runs.end(run, status, new LoadCounts(objects, events), 0, null);
    }

    private String status() {
        return target.lines("""
                        SELECT state, complete, runs, running, failure, objects_listed, objects_late, objects_failed,
                               events_inserted, events_duplicate, events_conflicting, events_rejected
                        FROM etl.hour_status WHERE hour = '%s'""".formatted(HOUR.start())).getFirst();
    }
}
