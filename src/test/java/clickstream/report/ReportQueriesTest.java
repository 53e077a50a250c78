package clickstream.report;

import static clickstream.load.TestingRows.HOUR;
import static clickstream.load.TestingRows.id;
import static clickstream.load.TestingRows.object;
import static clickstream.load.TestingRows.reject;
import static clickstream.load.TestingRows.row;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.event.MappedEvent;
import clickstream.event.RunId;
import clickstream.load.LoadRuns;
import clickstream.load.TestingTarget;
import clickstream.rejects.StoredReject;
import clickstream.report.HourStatus.State;
import clickstream.testing.TestingCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

class ReportQueriesTest {

    private final TestingTarget target = new TestingTarget();
    private final LoadRuns runs = new LoadRuns(target.sql());
    private final ReportQueries reader = new ReportQueries(target.dataSource());

    @AfterEach
    void drop() {
        target.close();
    }

    @Test
    void hoursWithoutRunsAreMissingOrAhead() {
        Hour later = Hour.containing(Instant.now()).plus(2);

        ReportData data = reader.read(HOUR, HOUR.plus(2));

        assertThat(data.hours()).extracting(HourStatus::hour).containsExactly(HOUR, HOUR.plus(1));
        assertThat(data.hours()).extracting(HourStatus::state).containsOnly(State.MISSING);
        assertThat(reader.read(later, later.plus(1)).hours())
                .extracting(HourStatus::state)
                .containsExactly(State.AHEAD);
        assertThat(data.names()).isEqualTo(EventNames.NONE);
        assertThat(data.rejects()).isEmpty();
        assertThat(data.runs()).isEmpty();
    }

    @Test
    void anHourHasItsDelayAndItsPace() {
        run(HOUR, "2026-11-20T14:05:00Z", "2026-11-20T14:06:30Z");
        run(HOUR.plus(1), "2026-11-20T15:05:00Z", "2026-11-20T15:05:30Z");

        HourStatus hour = reader.read(HOUR, HOUR.plus(1)).hours().getFirst();

        assertThat(hour)
                .isEqualTo(new HourStatus(
                        HOUR,
                        State.COMPLETE,
                        Instant.parse("2026-11-20T14:06:30Z"),
                        3,
                        0,
                        0,
                        8,
                        2,
                        0,
                        0,
                        10,
                        Duration.ofSeconds(90)));
        assertThat(hour.delay()).isEqualTo(Duration.ofSeconds(390));
    }

    @Test
    void namesAreCountedByTheTimeOfTheirEvents() {
        target.load(chunk -> {
            for (int name = 0; name < 25; name++) {
                int events = 1 + name % 5;
                int first = name * 10;
                String text = "name-%02d".formatted(name);
                TestingTarget.add(
                        chunk,
                        object("o" + name),
                        IntStream.range(0, events)
                                .mapToObj(event -> at(first + event, text, "2026-11-20T13:59:59.999999Z"))
                                .toArray(MappedEvent[]::new));
            }
            TestingTarget.add(
                    chunk,
                    object("others"),
                    at(1_000, "before", "2026-11-20T12:59:59.999999Z"),
                    at(1_001, "after", "2026-11-20T14:00:00Z"));
        });

        EventNames names = reader.read(HOUR, HOUR.plus(1)).names();

        assertThat(names.names()).isEqualTo(25);
        assertThat(names.rows()).isEqualTo(75);
        assertThat(names.newest()).isEqualTo("2026-11-20T13:59:59.999999Z");
        assertThat(names.most())
                .hasSize(20)
                .startsWith(new EventNames.Count("name-04", 5), new EventNames.Count("name-09", 5))
                .endsWith(new EventNames.Count("name-21", 2));
        assertThat(names.otherRows()).isEqualTo(5);
    }

    @Test
    void anIndexServesTheNamesOfAPartOfALargeTable() {
        target.database().execute("""
                INSERT INTO clickstream_events (event_id, event_timestamp, event_name)
                SELECT gen_random_uuid(), '2026-11-01T00:00Z'::timestamptz + n * interval '1 minute', 'e' FROM generate_series(1, 20000) n;
                ANALYZE clickstream_events;
                """);
        assertThat(target.sql()
                        .sql("EXPLAIN "
                                + ReportQueries.NAMES
                                        .replace(":from", "'2026-11-02'")
                                        .replace(":to", "'2026-11-03'"))
                        .query(String.class)
                        .list())
                .anyMatch(line -> line.contains("clickstream_events_event_timestamp_idx"));
    }

    @Test
    void aVeryLongNameIsCut() {
        target.load(chunk -> TestingTarget.add(chunk, object("a"), at(1, "n".repeat(100_000), "2026-11-20T13:00:00Z")));

        assertThat(reader.read(HOUR, HOUR.plus(1)).names().most().getFirst().name())
                .hasSize(2_000);
    }

    @Test
    void rejectsAreCountedByReasonWithSamplesOfTheNewestHour() {
        target.load(chunk -> {
            TestingTarget.add(chunk, object(HOUR, "a", "e"), reject(0, "old"));
            TestingTarget.add(
                    chunk,
                    object(HOUR.plus(1), "b", "e"),
                    reject(0, "n".repeat(300)),
                    reject(1, "1"),
                    reject(2, "2"),
                    reject(3, "3"));
            TestingTarget.add(chunk, object(HOUR.plus(2), "c", "e"), reject(0, "outside"));
        });

        List<RejectSamples> rejects = reader.read(HOUR, HOUR.plus(2)).rejects();

        assertThat(rejects).singleElement().satisfies(reason -> {
            assertThat(reason.reason()).isEqualTo("malformed_json");
            assertThat(reason.count()).isEqualTo(5);
            assertThat(reason.first()).extracting(StoredReject::index).containsExactly(0, 1, 2);
            assertThat(reason.first().getFirst().bytes().remaining()).isEqualTo(200);
        });
    }

    @Test
    void theLastRunsAreNewestFirst() {
        for (int run = 0; run < 35; run++) {
            runs.begin(HOUR.plus(run % 2), false, "tests");
        }
        assertThat(reader.read(HOUR, HOUR.plus(1)).runs())
                .hasSize(18)
                .first()
                .satisfies(run -> assertThat(run.finishedAt()).isNull());
        assertThat(reader.read(HOUR, HOUR.plus(2)).runs())
                .hasSize(ReportQueries.MOST_RUNS)
                .extracting(RecentRun::run)
                .isSortedAccordingTo((one, other) -> Long.compare(other, one));
    }

    @Test
    void aRoleThatMayOnlyReadWhatTheRunbookSaysWillDo() {
        run(HOUR, "2026-11-20T14:05:00Z", "2026-11-20T14:06:30Z");
        String role = "reports_of_" + target.database().name();
        JdbcTemplate superuser = new JdbcTemplate(target.database().superuserDataSource());
        superuser.execute("""
                CREATE ROLE %1$s;
                GRANT USAGE ON SCHEMA etl TO %1$s;
                GRANT SELECT ON etl.hour_status, etl.load_run, etl.rejected_event, public.clickstream_events TO %1$s
                """.formatted(role));
        try {
            PGSimpleDataSource as = (PGSimpleDataSource) target.database().superuserDataSource();
            as.setOptions("-c role=" + role);

            assertThat(new ReportQueries(as)
                            .read(HOUR, HOUR.plus(1))
                            .hours()
                            .getFirst()
                            .eventsInserted())
                    .isEqualTo(8);
        } finally {
            superuser.execute("DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(role));
        }
    }

    @Test
    void nothingIsWritten() {
        run(HOUR, "2026-11-20T14:05:00Z", "2026-11-20T14:06:30Z");
        String before = target.contents();

        reader.read(HOUR, HOUR.plus(1));

        assertThat(target.contents()).isEqualTo(before);
    }

    private void run(Hour hour, String started, String finished) {
        RunId run = runs.begin(hour, false, "tests");
        runs.end(
                run,
                LoadRuns.Status.COMPLETE,
                TestingCounts.of("3 listed = 3 loaded", "10 read = 8 inserted + 2 duplicate"),
                0,
                null);
        target.database()
                .execute("UPDATE etl.load_run SET started_at = '%s', finished_at = '%s' WHERE load_run = %s"
                        .formatted(started, finished, run));
    }

    private static MappedEvent at(int number, String name, String time) {
        return new MappedEvent(row(id(number), Instant.parse(time), name, null, null, null), List.of());
    }
}
