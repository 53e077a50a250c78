package clickstream.load;

import clickstream.event.Hour;
import clickstream.event.LoadCount;
import clickstream.event.LoadCounts;
import clickstream.event.PrintableText;
import clickstream.event.RunId;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code etl.load_run}: one row per hour and attempt. Thread-safe. */
public final class LoadRuns {

    private static final String BEGIN = """
            INSERT INTO etl.load_run (hour, attempt, reload, requested_by)
            SELECT :hour, 1 + coalesce(max(attempt), 0), :reload, :requestedBy
            FROM etl.load_run
            WHERE hour = :hour
            RETURNING load_run
            """;

    /** Each column of a count takes the parameter of its name. */
    private static final String COUNTS = LoadCount.ALL.stream()
            .map(count -> "%1$s = :%1$s".formatted(count.column()))
            .collect(Collectors.joining(", "));

    private static final String END = """
            UPDATE etl.load_run
            SET finished_at        = clock_timestamp(),
                status             = :status,
                failure            = :failure,
                objects_vanished   = :vanished,
                %s,
                -- Late is what S3 took in after the run began that made the hour, which was over, complete; S3 tells whole seconds.
                objects_late       = (
                    SELECT count(*)
                    FROM etl.object_ledger AS finished
                    WHERE finished.hour = load_run.hour
                      AND finished.load_run = load_run.load_run
                      AND finished.last_modified >= date_trunc('second', (
                          SELECT min(earlier.started_at)
                          FROM etl.load_run AS earlier
                          WHERE earlier.hour = load_run.hour
                            AND earlier.load_run < load_run.load_run
                            AND earlier.started_at >= load_run.hour + interval '1 hour'
                            AND earlier.status = 'complete')))
            WHERE load_run = :run
            """.formatted(COUNTS);

    private static final String LATE = "SELECT objects_late FROM etl.load_run WHERE load_run = :run";

    private static final String COMPLETE = "SELECT complete FROM etl.hour_status WHERE hour = :hour";

    private static final String SETTLED = "SELECT complete AND NOT running FROM etl.hour_status WHERE hour = :hour";

    private static final String PACE = """
            SELECT count(*)                                                                AS runs,
                   coalesce(sum(objects), 0)                                               AS objects,
                   coalesce(extract(epoch FROM sum(finished_at - started_at)) * 1000, 0)::bigint AS milliseconds
            FROM (SELECT started_at, finished_at, objects_loaded + objects_skipped + objects_rejected AS objects
                  FROM etl.load_run
                  WHERE status IN ('complete', 'incomplete')
                    AND objects_loaded + objects_skipped + objects_rejected > 0
                  ORDER BY load_run DESC
                  LIMIT 100) AS recent
            """;

    private static final String STALE = """
            SELECT load_run
            FROM etl.load_run
            WHERE hour = :hour
              AND status = 'running'
            """;

    private static final String RUNNING = """
            SELECT format('%s, since %s', requested_by, to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
            FROM etl.load_run
            WHERE hour = :hour
              AND status = 'running'
            ORDER BY load_run DESC
            LIMIT 1
            """;

    private final JdbcClient database;

    public LoadRuns(JdbcClient database) {
        this.database = database;
    }

    /**
     * Opens a run.
     *
     * @param requestedBy who asked for it, for people
     */
    public RunId begin(Hour hour, boolean reload, String requestedBy) {
        return database.sql(BEGIN)
                .param("hour", hour.start().atOffset(ZoneOffset.UTC))
                .param("reload", reload)
                .param("requestedBy", requestedBy)
                .query((row, number) -> new RunId(row.getLong("load_run")))
                .single();
    }

    /** How many of the objects that a run has finished came after their hour had been complete. */
    public long lateObjects(RunId run) {
        return database.sql(LATE).param("run", run.number()).query(Long.class).single();
    }

    /** Whether all that the last load of an hour listed is finished; empty where no run of it ever began. */
    public Optional<Boolean> isComplete(Hour hour) {
        return database.sql(COMPLETE)
                .param("hour", hour.start().atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .optional();
    }

    /** Whether all that the last load of an hour listed is finished, and none of its runs was left open. */
    public boolean isSettled(Hour hour) {
        return database.sql(SETTLED)
                .param("hour", hour.start().atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** How fast the last 100 runs were that finished any objects; empty where there are none. */
    public Optional<Pace> pace() {
        return database.sql(PACE)
                .query((row, number) -> new Pace(
                        row.getInt("runs"), row.getLong("objects"), Duration.ofMillis(row.getLong("milliseconds"))))
                .optional()
                .filter(pace -> pace.runs() > 0);
    }

    /** The runs of an hour that have not ended; under the hour's lock these are runs of processes that died. */
    public List<RunId> running(Hour hour) {
        return database.sql(STALE)
                .param("hour", hour.start().atOffset(ZoneOffset.UTC))
                .query((row, number) -> new RunId(row.getLong("load_run")))
                .list();
    }

    /** Who runs an hour and since when, for people; empty where nobody says so. */
    public Optional<String> runner(Hour hour) {
        return database.sql(RUNNING)
                .param("hour", hour.start().atOffset(ZoneOffset.UTC))
                .query(String.class)
                .optional()
                .map(PrintableText::of);
    }

    /**
     * Closes a run.
     *
     * @param vanished objects that were deleted between their listing and their reading; they are not in {@code counts}
     * @param failure why it did not end well, for people; null where it did
     */
    public void end(RunId run, Status status, LoadCounts counts, long vanished, @Nullable String failure) {
        database.sql(END)
                .param("run", run.number())
                .param("status", status.code())
                .param("failure", failure)
                .param("vanished", vanished)
                .params(LoadCount.ALL.stream().collect(Collectors.toMap(LoadCount::column, count -> count.of(counts))))
                .update();
    }

    /** How a run stands, as in {@code etl.load_run}. */
    public enum Status {
        RUNNING,
        /** Everything that was listed is finished. */
        COMPLETE,
        /** Some objects could not be read this time. */
        INCOMPLETE,
        /** It ended early; what it had committed counts, the rest is for the next run. */
        FAILED,
        /** It was asked to stop. */
        STOPPED,
        /** Its process died. */
        ABANDONED;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How fast the last runs were that finished objects.
     *
     * @param runs how many they are, at least 1
     * @param objects that they finished, at least 1
     * @param took all of them together
     */
    public record Pace(int runs, long objects, Duration took) {

        /** How long it takes to load so many objects as fast. */
        public Duration timeFor(long count) {
            return Duration.ofMillis(Math.round((double) took.toMillis() / objects * count));
        }

        public double objectsPerSecond() {
            return objects * 1_000.0 / Math.max(1, took.toMillis());
        }
    }
}
