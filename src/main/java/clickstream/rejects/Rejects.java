package clickstream.rejects;

import clickstream.database.Pages;
import clickstream.event.Hour;
import clickstream.load.EventColumn;
import java.time.OffsetDateTime;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Reads {@code etl.rejected_event} and {@code etl.conflicting_event} for people; a page in memory at a time. Thread-safe. */
public final class Rejects {

    private static final String GROUPS = """
            SELECT hour, reason, count(*) AS rejects
            FROM etl.rejected_event
            WHERE hour >= :first::timestamptz
              AND hour < :end::timestamptz
              AND (:reason::text IS NULL OR reason = :reason::text)
            GROUP BY hour, reason
            ORDER BY hour, reason
            """;

    private static final String SAMPLES = """
            SELECT %s, substring(bytes FROM 1 FOR :mostBytes) AS bytes
            FROM etl.rejected_event
            WHERE hour = :hour::timestamptz
              AND reason = :reason
            ORDER BY object_name, etag, event_index
            LIMIT :most
            """.formatted(StoredReject.COLUMNS);

    private static final int REJECT_PAGE = 100;

    private static final String REJECTS = """
            SELECT %s, bytes
            FROM etl.rejected_event
            WHERE (hour, object_name, etag, event_index) > (:hour::timestamptz, :name, :etag, :index)
              AND hour < :end::timestamptz
              AND (:reason::text IS NULL OR reason = :reason::text)
            ORDER BY hour, object_name, etag, event_index
            LIMIT %d
            """.formatted(StoredReject.COLUMNS, REJECT_PAGE);

    private static final int CONFLICT_PAGE = 500;

    private static final String CONFLICTS = """
            SELECT later.*, %s
            FROM (
                SELECT *
                FROM etl.conflicting_event
                WHERE (hour, object_name, etag, event_index) > (:hour::timestamptz, :name, :etag, :index)
                  AND hour < :end::timestamptz
                ORDER BY hour, object_name, etag, event_index
                LIMIT %d) AS later
            LEFT JOIN public.clickstream_events AS existing ON existing.event_id = later.event_id
            ORDER BY later.hour, later.object_name, later.etag, later.event_index
            """.formatted(
                    EventColumn.ALL.stream()
                            .map(column -> "existing.%1$s AS existing_%1$s".formatted(column.sqlName()))
                            .collect(Collectors.joining(", ")),
                    CONFLICT_PAGE);

    private final JdbcClient database;

    public Rejects(JdbcClient database) {
        this.database = database;
    }

    /** How many rejects an hour has for one reason. */
    public record Group(Hour hour, String reason, long count) {}

    /** By hour, then reason: at most a few for each hour. */
    public List<Group> groups(RejectSelection selection) {
        return database.sql(GROUPS)
                .param("first", selection.first())
                .param("end", selection.end())
                .param("reason", selection.reasonCode())
                .query((row, number) -> new Group(
                        new Hour(row.getObject("hour", OffsetDateTime.class).toInstant()),
                        row.getString("reason"),
                        row.getLong("rejects")))
                .list();
    }

    /** The first rejects of a group, with no more than {@code mostBytes} of each one's bytes. */
    public List<StoredReject> samples(Group group, int most, int mostBytes) {
        return database.sql(SAMPLES)
                .param("hour", group.hour().start().toString())
                .param("reason", group.reason())
                .param("most", most)
                .param("mostBytes", mostBytes)
                .query((row, number) -> StoredReject.read(row))
                .list();
    }

    /** Rejects by hour, object and index, with their bytes. */
    public Iterator<StoredReject> rejects(RejectSelection selection) {
        return new Pages<>(last -> {
            StatementSpec page = database.sql(REJECTS).param("reason", selection.reasonCode());
            return (last == null
                            ? from(page, selection)
                            : behind(page, selection, last.hour(), last.objectName(), last.etag(), last.index()))
                    .query((row, number) -> StoredReject.read(row))
                    .list();
        });
    }

    /** Conflicting events by hour, object and index; the reason of the selection plays no part. */
    public Iterator<StoredConflict> conflicts(RejectSelection selection) {
        return new Pages<>(last -> conflictsAfter(selection, last));
    }

    private List<StoredConflict> conflictsAfter(RejectSelection selection, @Nullable StoredConflict last) {
        StatementSpec page = database.sql(CONFLICTS);
        return (last == null
                        ? from(page, selection)
                        : behind(page, selection, last.hour(), last.objectName(), last.etag(), last.index()))
                .query((row, number) -> StoredConflict.read(row))
                .list();
    }

    private static StatementSpec from(StatementSpec page, RejectSelection selection) {
        return page.param("hour", selection.first())
                .param("name", "")
                .param("etag", "")
                .param("index", -1)
                .param("end", selection.end());
    }

    private static StatementSpec behind(
            StatementSpec page, RejectSelection selection, Hour hour, String name, String etag, int index) {
        return page.param("hour", hour.start().toString())
                .param("name", name)
                .param("etag", etag)
                .param("index", index)
                .param("end", selection.end());
    }
}
