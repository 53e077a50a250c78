package clickstream.report;

import clickstream.event.Hour;
import clickstream.rejects.RejectSelection;
import clickstream.rejects.Rejects;
import clickstream.rejects.Rejects.Group;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads what the database says of a range of hours, in one snapshot; writes nothing. What it holds is bounded by the number of hours.
 * Hours come from {@code etl.hour_status}, which is small; only event names are counted in the target, whose rows of the range are read
 * once, through an index on {@code event_timestamp} where the range is a part of the table. Thread-safe.
 */
public final class ReportQueries {

    /** Event names that are counted each for itself. */
    public static final int MOST_NAMES = 20;

    /** Runs that are listed. */
    public static final int MOST_RUNS = 30;

    private static final int SAMPLES = 3;
    private static final int SAMPLE_BYTES = 200;

    private static final String HOURS = """
            SELECT asked.hour,
                   CASE
                       WHEN state IS NOT NULL THEN state
                       WHEN asked.hour + interval '1 hour' > now() THEN 'ahead'
                       ELSE 'missing'
                   END AS state,
                   complete_at, objects_listed, objects_late, objects_failed,
                   events_inserted, events_duplicate, events_conflicting, events_rejected, events_read, microseconds
            FROM generate_series(:from::timestamptz, :to::timestamptz - interval '1 hour', interval '1 hour') AS asked (hour)
            LEFT JOIN (
                SELECT *
                FROM etl.hour_status
                WHERE hour >= :from::timestamptz
                  AND hour < :to::timestamptz) AS status USING (hour)
            LEFT JOIN (
                SELECT hour,
                       sum(events_read)::bigint                                                   AS events_read,
                       sum(extract(epoch FROM finished_at - started_at) * 1000000)::bigint AS microseconds
                FROM etl.load_run
                WHERE hour >= :from::timestamptz
                  AND hour < :to::timestamptz
                  -- An abandoned run was closed some time after its end.
                  AND status NOT IN ('running', 'abandoned')
                GROUP BY hour) AS pace USING (hour)
            ORDER BY asked.hour
            """;

    static final String NAMES = """
            SELECT left(event_name, 2000)               AS name,
                   count(*)                             AS events,
                   count(*) OVER ()                     AS names,
                   (sum(count(*)) OVER ())::bigint      AS all_events,
                   max(max(event_timestamp)) OVER ()    AS newest
            FROM public.clickstream_events
            WHERE event_timestamp >= :from::timestamptz
              AND event_timestamp < :to::timestamptz
            GROUP BY event_name
            ORDER BY events DESC, event_name COLLATE "C"
            LIMIT %d
            """.formatted(MOST_NAMES);

    private static final String RUNS = """
            SELECT load_run, hour, reload, status, started_at, finished_at,
                   objects_loaded + objects_skipped + objects_rejected AS objects_finished, events_read, left(failure, 2000) AS failure
            FROM etl.load_run
            WHERE hour >= :from::timestamptz
              AND hour < :to::timestamptz
            ORDER BY load_run DESC
            LIMIT %d
            """.formatted(MOST_RUNS);

    private final JdbcClient database;
    private final Rejects rejects;
    private final TransactionTemplate snapshot;

    /**
     * Reads from {@code database}.
     *
     * @param database without time limits: counting the names of a long range takes its time
     */
    public ReportQueries(DataSource database) {
        this.database = JdbcClient.create(database);
        this.rejects = new Rejects(this.database);
        this.snapshot = new TransactionTemplate(new JdbcTransactionManager(database));
        this.snapshot.setReadOnly(true);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /**
     * Reads what a page shows of a range of hours.
     *
     * @param to the end of the range, exclusive
     */
    public HtmlReport report(Hour from, Hour to) {
        return new HtmlReport(read(from, to));
    }

    ReportData read(Hour from, Hour to) {
        return Objects.requireNonNull(snapshot.execute(_ -> new ReportData(
                from, to, Instant.now(), hours(from, to), names(from, to), rejects(from, to), runs(from, to))));
    }

    private List<HourStatus> hours(Hour from, Hour to) {
        return of(HOURS, from, to)
                .query((row, number) -> new HourStatus(
                        hour(row),
                        HourStatus.State.of(row.getString("state")),
                        instant(row, "complete_at"),
                        row.getLong("objects_listed"),
                        row.getLong("objects_late"),
                        row.getLong("objects_failed"),
                        row.getLong("events_inserted"),
                        row.getLong("events_duplicate"),
                        row.getLong("events_conflicting"),
                        row.getLong("events_rejected"),
                        row.getLong("events_read"),
                        Duration.ofNanos(row.getLong("microseconds") * 1_000)))
                .list();
    }

    private record NameRow(
            EventNames.Count count,
            long names,
            long rows,
            @Nullable Instant newest) {}

    private EventNames names(Hour from, Hour to) {
        List<NameRow> rows = of(NAMES, from, to)
                .query((row, number) -> new NameRow(
                        new EventNames.Count(row.getString("name"), row.getLong("events")),
                        row.getLong("names"),
                        row.getLong("all_events"),
                        instant(row, "newest")))
                .list();
        if (rows.isEmpty()) {
            return EventNames.NONE;
        }
        NameRow first = rows.getFirst();
        return new EventNames(rows.stream().map(NameRow::count).toList(), first.names(), first.rows(), first.newest());
    }

    private List<RejectSamples> rejects(Hour from, Hour to) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Map<String, Group> newest = new LinkedHashMap<>();
        for (Group group : rejects.groups(new RejectSelection(from, to, null))) {
            counts.merge(group.reason(), group.count(), Long::sum);
            newest.put(group.reason(), group);
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(count -> new RejectSamples(
                        count.getKey(),
                        count.getValue(),
                        rejects.samples(Objects.requireNonNull(newest.get(count.getKey())), SAMPLES, SAMPLE_BYTES)))
                .toList();
    }

    private List<RecentRun> runs(Hour from, Hour to) {
        return of(RUNS, from, to)
                .query((row, number) -> new RecentRun(
                        row.getLong("load_run"),
                        hour(row),
                        row.getBoolean("reload"),
                        row.getString("status"),
                        Objects.requireNonNull(instant(row, "started_at")),
                        instant(row, "finished_at"),
                        row.getLong("objects_finished"),
                        row.getLong("events_read"),
                        row.getString("failure")))
                .list();
    }

    private StatementSpec of(String sql, Hour from, Hour to) {
        return database.sql(sql)
                .param("from", from.start().toString())
                .param("to", to.start().toString());
    }

    private static Hour hour(ResultSet row) throws SQLException {
        return new Hour(row.getObject("hour", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
