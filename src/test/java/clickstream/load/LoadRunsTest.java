package clickstream.load;

import static clickstream.load.TestingRows.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import clickstream.event.RunId;
import clickstream.testing.TestingCounts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataIntegrityViolationException;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadRunsTest {

    private static final EventCounts BALANCED_EVENTS =
            TestingCounts.events("10 read = 1 inserted + 2 duplicate + 3 conflicting + 4 rejected");
    private static final ObjectCounts BALANCED_OBJECTS =
            TestingCounts.objects("15 listed = 1 already + 2 loaded + 3 skipped + 4 rejected + 5 failed");

    private final TestingTarget target = new TestingTarget();
    private final LoadRuns runs = new LoadRuns(target.sql());

    @AfterAll
    void drop() {
        target.close();
    }

    @Test
    void attemptsCountUpForEachHour() {
        RunId first = runs.begin(HOUR.plus(100), false, "tests");
        RunId second = runs.begin(HOUR.plus(101), true, "tests");
        RunId third = runs.begin(HOUR.plus(100), true, "'; drop table\n");

        assertThat(first.number()).isLessThan(second.number());
        assertThat(second.number()).isLessThan(third.number());
        assertThat(target.lines("""
                SELECT hour AT TIME ZONE 'UTC', attempt, reload, status, finished_at
                FROM etl.load_run WHERE load_run IN (%s, %s, %s) ORDER BY load_run""".formatted(first, second, third)))
                .containsExactly(
                        "(\"2026-11-24 17:00:00\",1,f,running,)",
                        "(\"2026-11-24 18:00:00\",1,t,running,)",
                        "(\"2026-11-24 17:00:00\",2,t,running,)");
    }

    /** What comes in the rest of the hour is in time, and somebody must look for it. */
    @Test
    void anHourThatWasNotOverIsNotComplete() {
        Hour now = new Hour(Instant.now().truncatedTo(ChronoUnit.HOURS));
        RunId early = runs.begin(now, false, "tests");
        runs.end(early, LoadRuns.Status.COMPLETE, LoadCounts.NONE, 0, null);

        assertThat(runs.isComplete(now)).contains(false);
        assertThat(runs.isSettled(now)).isFalse();
        assertThat(target.lines("SELECT state, complete_at, failure FROM etl.hour_status WHERE hour = '%s'"
                        .formatted(now.start())))
                .containsExactly("(incomplete,,\"it was not over when it was loaded last\")");

        RunId later = runs.begin(now, false, "tests");
        target.database().execute("""
                UPDATE etl.load_run SET started_at = hour + interval '61 minutes' WHERE load_run = %1$s;
                INSERT INTO etl.object_ledger
                SELECT hour, hour + interval '59 minutes 59 seconds', 0, load_run, 0, 0, 0, 0, 0, 'skipped', 'empty', 'a', 'e'
                FROM etl.load_run WHERE load_run = %1$s
                """.formatted(later));
        runs.end(later, LoadRuns.Status.COMPLETE, LoadCounts.NONE, 0, null);
        assertThat(runs.isComplete(now)).contains(true);
        assertThat(runs.lateObjects(later)).isZero();
    }

    @Test
    void everyCountGoesIntoItsOwnColumn() {
        RunId run = runs.begin(HOUR, false, "tests");

        runs.end(run, LoadRuns.Status.INCOMPLETE, new LoadCounts(BALANCED_OBJECTS, BALANCED_EVENTS), 6, "why");

        assertThat(target.lines("""
                SELECT status, failure, objects_listed, objects_already, objects_loaded, objects_skipped, objects_rejected,
                       objects_failed, objects_vanished, events_read, events_inserted, events_duplicate,
                       events_conflicting, events_rejected, finished_at >= started_at
                FROM etl.load_run WHERE load_run = %s""".formatted(run))).containsExactly("(incomplete,why,15,1,2,3,4,5,6,10,1,2,3,4,t)");
    }

    @ParameterizedTest
    @EnumSource(
            value = LoadRuns.Status.class,
            names = {"COMPLETE", "INCOMPLETE"})
    void aRunWhoseSumsDoNotBalanceCannotEndWell(LoadRuns.Status status) {
        RunId run = runs.begin(HOUR, false, "tests");
        LoadCounts unbalancedEvents = new LoadCounts(ObjectCounts.NONE, new EventCounts(11, 1, 2, 3, 4));
        LoadCounts unbalancedObjects = new LoadCounts(new ObjectCounts(2, 0, 1, 0, 0, 0), EventCounts.NONE);

        assertThatThrownBy(() -> runs.end(run, status, unbalancedEvents, 0, null))
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("events_balance");
        assertThatThrownBy(() -> runs.end(run, status, unbalancedObjects, 0, null))
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("objects_balance");
    }

    @Test
    void aRunWithAFailedObjectIsNotComplete() {
        RunId run = runs.begin(HOUR, false, "tests");
        LoadCounts counts = new LoadCounts(BALANCED_OBJECTS, BALANCED_EVENTS);

        assertThatThrownBy(() -> runs.end(run, LoadRuns.Status.COMPLETE, counts, 0, null))
                .hasMessageContaining("complete_has_no_failed_object");
    }

    @ParameterizedTest
    @EnumSource(LoadRuns.Status.class)
    void everyStatusCanBeWritten(LoadRuns.Status status) {
        RunId run = runs.begin(HOUR, false, "tests");

        runs.end(run, status, LoadCounts.NONE, 0, null);

        assertThat(target.lines("SELECT status FROM etl.load_run WHERE load_run = %s".formatted(run)))
                .containsExactly("(%s)".formatted(status.code()));
    }
}
