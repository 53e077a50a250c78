package clickstream.report;

import static clickstream.load.TestingRows.object;
import static clickstream.load.TestingRows.reject;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import clickstream.event.RunId;
import clickstream.load.LoadRuns;
import clickstream.load.TestingTarget;
import clickstream.testing.TestingCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The queries of db/README.md and docs/observability.md, as they stand there, on a week in which something of each kind happened. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorQueriesTest {

    private static final Pattern QUERY = Pattern.compile("```sql\\n(.*?);\\n```", Pattern.DOTALL);

    private final TestingTarget target = new TestingTarget();
    private final LoadRuns runs = new LoadRuns(target.sql());
    private final Hour last = Hour.parse("2026-11-21T09");
    private final Hour lateHour = last.plus(-30);
    private final Hour missing = last.plus(-40);
    private final Hour failed = last.plus(-3);
    private final Hour rejected = last.plus(-2);
    private List<String> queries = List.of();

    @BeforeAll
    void aWeek() throws IOException {
        // The queries say now(), which is the one of the first schema that has one.
        target.database().execute("""
                CREATE SCHEMA clock;
                CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql AS $$SELECT timestamptz '2026-11-21T10:20Z'$$;
                ALTER DATABASE %s SET search_path = clock, pg_catalog, public
                """.formatted(target.database().name()));
        String dictionary = Files.readString(Path.of("db", "README.md"));
        queries = queries(dictionary.substring(dictionary.indexOf("### Five questions")));
        for (Hour hour = last.plus(-167); hour.compareTo(last) <= 0; hour = hour.plus(1)) {
            if (hour.equals(rejected)) {
                load(
                        hour,
                        LoadRuns.Status.COMPLETE,
                        TestingCounts.objects("2 listed = 1 loaded + 1 rejected"),
                        TestingCounts.events("12 read = 10 inserted + 2 rejected"));
            } else if (hour.equals(failed)) {
                load(hour, LoadRuns.Status.FAILED, ObjectCounts.NONE, EventCounts.NONE);
            } else if (!hour.equals(missing)) {
                load(
                        hour,
                        LoadRuns.Status.COMPLETE,
                        TestingCounts.objects("2 listed = 2 loaded"),
                        TestingCounts.events("10 read = 9 inserted + 1 duplicate"));
            }
        }
        RunId late = load(
                lateHour,
                LoadRuns.Status.COMPLETE,
                TestingCounts.objects("3 listed = 2 already + 1 loaded"),
                TestingCounts.events("1 read = 1 inserted"));
        target.database().execute("UPDATE etl.load_run SET objects_late = 1 WHERE load_run = " + late);
        target.load(
                late, chunk -> TestingTarget.add(chunk, object(rejected, "a", "e"), reject(0, "x"), reject(1, "y")));
    }

    @AfterAll
    void drop() {
        target.close();
    }

    @Test
    void thereAreFive() {
        assertThat(queries).hasSize(5);
    }

    @Test
    void hoursThatAreMissingOrIncompleteAreFound() {
        assertThat(lines(0, "to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24'), state, running, failure"))
                .containsExactly("(%s,missing,,)".formatted(missing), "(%s,incomplete,f,why)".formatted(failed));
    }

    @Test
    void theLastDayHasItsDelaysAndCounts() {
        List<String> day = lines(
                1,
                "to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24'), state, delay, objects_listed, events_inserted, events_duplicate, events_conflicting, events_rejected");
        assertThat(day)
                .hasSize(24)
                .contains(
                        "(%s,complete,00:06:00,2,9,1,0,0)".formatted(last),
                        "(%s,complete,00:06:00,2,10,0,0,2)".formatted(rejected),
                        "(%s,incomplete,,0,0,0,0,0)".formatted(failed));
    }

    @Test
    void daysWithLateObjectsAreFound() {
        assertThat(lines(2, "to_char(day AT TIME ZONE 'UTC', 'YYYY-MM-DD'), late_hours, objects_late"))
                .containsExactly("(%s,1,1)".formatted(lateHour.toString().substring(0, 10)));
    }

    @Test
    void hoursWithManyRejectsAreFoundWithTheReasons() {
        assertThat(lines(3, "to_char(hour AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24'), percent, reasons"))
                .containsExactly("(%s,16.7,\"2 malformed_json\")".formatted(rejected));
    }

    @Test
    void runsAreCountedByDayWithTheirPace() {
        String day =
                last.start().atOffset(ZoneOffset.UTC).minusDays(4).toLocalDate().toString();
        List<String> of = lines(
                4,
                "to_char(day AT TIME ZONE 'UTC', 'YYYY-MM-DD'), status, runs, events_read, longest, events_a_second");
        assertThat(of).contains("(%s,complete,24,240,00:01:00,0)".formatted(day));
        assertThat(of).anyMatch(line -> line.contains(",failed,1,0,00:01:00,0)"));
    }

    @Test
    void theAlarmCountsHoursOfTheLastDay() throws IOException {
        List<String> alarms = queries(Files.readString(Path.of("docs", "observability.md")));

        assertThat(alarms).hasSize(1);
        assertThat(target.lines(alarms.getFirst())).containsExactly("(1)");
    }

    private static List<String> queries(String document) {
        return QUERY.matcher(document)
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring("```sql\n".length(), block.length() - ";\n```".length()))
                .toList();
    }

    /** A run of a minute that began five minutes after its hour. */
    private RunId load(Hour hour, LoadRuns.Status status, ObjectCounts objects, EventCounts events) {
        RunId run = runs.begin(hour, false, "tests");
        runs.end(run, status, new LoadCounts(objects, events), 0, status == LoadRuns.Status.COMPLETE ? null : "why");
        Instant start = hour.plus(1).start().plus(Duration.ofMinutes(5));
        target.database()
                .execute("UPDATE etl.load_run SET started_at = '%s', finished_at = '%s' WHERE load_run = %s"
                        .formatted(start, start.plus(Duration.ofMinutes(1)), run));
        return run;
    }

    private List<String> lines(int query, String columns) {
        return target.lines("SELECT %s FROM (%s) AS query".formatted(columns, queries.get(query)));
    }
}
