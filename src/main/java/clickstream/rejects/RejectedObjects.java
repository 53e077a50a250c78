package clickstream.rejects;

import clickstream.database.Pages;
import clickstream.event.ClickstreamEvent;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.RejectReason;
import clickstream.load.EventColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * What the database has of objects with rejects, so that these can be tried again. Objects without a row in the ledger are not finished:
 * an ordinary load reads them. Takes part in the transaction of its thread. Thread-safe.
 */
final class RejectedObjects {

    private static final String HOURS = """
            SELECT DISTINCT hour
            FROM etl.rejected_event
            WHERE hour >= :first::timestamptz
              AND hour < :end::timestamptz
              AND (:reason::text IS NULL OR reason = :reason::text)
            ORDER BY hour
            """;

    /** The limit is on rejects, so that each page reads the index from where the last one ended, and no more than it needs. */
    private static final String OBJECTS = """
            SELECT DISTINCT object_name, etag, size, last_modified, events
            FROM (
                SELECT hour, object_name, etag
                FROM etl.rejected_event
                WHERE hour = :hour
                  AND (object_name, etag) > (:name, :etag)
                  AND (:reason::text IS NULL OR reason = :reason::text)
                  AND load_run < :since
                ORDER BY object_name, etag
                LIMIT 1000) AS rejected
            LEFT JOIN etl.object_ledger USING (hour, object_name, etag)
            ORDER BY object_name, etag
            """;

    private static final String OF_OBJECT = """
            WHERE hour = :hour
              AND object_name = :name
              AND etag = :etag
              AND event_index > :index
            """;

    private static final String INDEXES = "SELECT event_index FROM etl.rejected_event " + OF_OBJECT;

    private static final String CONFLICT_COUNT = "SELECT count(*) FROM etl.conflicting_event " + OF_OBJECT;

    private static final String REJECTS = """
            SELECT %s, bytes
            FROM etl.rejected_event
            %s
            ORDER BY event_index
            LIMIT 100
            """.formatted(StoredReject.COLUMNS, OF_OBJECT);

    private static final String CONFLICTS = """
            SELECT event_index, %s
            FROM etl.conflicting_event
            %s
            ORDER BY event_index
            LIMIT 500
            """.formatted(EventColumns.NAMES, OF_OBJECT);

    private final JdbcClient database;

    public RejectedObjects(JdbcClient database) {
        this.database = database;
    }

    /**
     * An object that has rejects.
     *
     * @param object as the ledger has it
     * @param events how many values the ledger says it has
     */
    public record RejectedObject(ListedObject object, int events) {}

    /** An event of an object whose id was there already with other columns. */
    public record Conflict(int index, ClickstreamEvent row) {}

    /** The hours that have rejects, oldest first. */
    public List<Hour> hours(RejectSelection selection) {
        return database.sql(HOURS)
                .param("first", selection.first())
                .param("end", selection.end())
                .param("reason", selection.reasonCode())
                .query((row, number) ->
                        new Hour(row.getObject("hour", OffsetDateTime.class).toInstant()))
                .list();
    }

    /**
     * The finished objects of an hour that have rejects, by name, then ETag; a page of them in memory at a time.
     *
     * @param reason of which they must have one; null where any will do
     * @param since rejects that this run and later ones have written don't count: they were tried again
     */
    public Iterator<RejectedObject> objects(Hour hour, @Nullable RejectReason reason, long since) {
        Iterable<Row> rows = () -> new Pages<>(last -> database.sql(OBJECTS)
                .param("hour", hour.start().atOffset(ZoneOffset.UTC))
                .param("name", last == null ? "" : last.name())
                .param("etag", last == null ? "" : last.etag())
                .param("reason", reason == null ? null : reason.code())
                .param("since", since)
                .query((row, number) ->
                        new Row(row.getString("object_name"), row.getString("etag"), finished(hour, row)))
                .list());
        return StreamSupport.stream(rows.spliterator(), false)
                .flatMap(row -> Stream.ofNullable(row.finished()))
                .iterator();
    }

    /**
     * An object that has rejects.
     *
     * @param finished null where the ledger does not have it
     */
    private record Row(String name, String etag, @Nullable RejectedObject finished) {}

    private static @Nullable RejectedObject finished(Hour hour, ResultSet row) throws SQLException {
        OffsetDateTime lastModified = row.getObject("last_modified", OffsetDateTime.class);
        return lastModified == null
                ? null
                : new RejectedObject(
                        new ListedObject(
                                hour,
                                row.getString("object_name"),
                                row.getString("etag"),
                                row.getLong("size"),
                                lastModified.toInstant()),
                        row.getInt("events"));
    }

    /** The indexes of an object's rejects. */
    public BitSet indexes(ListedObject object) {
        BitSet indexes = new BitSet();
        RowCallbackHandler add = row -> indexes.set(row.getInt(1));
        of(object, INDEXES, -1).query(add);
        return indexes;
    }

    public long conflictCount(ListedObject object) {
        return of(object, CONFLICT_COUNT, -1).query(Long.class).single();
    }

    /** The rejects of an object by index, with their bytes. */
    public Iterator<StoredReject> rejects(ListedObject object) {
        return new Pages<>(last -> of(object, REJECTS, last == null ? -1 : last.index())
                .query((row, number) -> StoredReject.read(row))
                .list());
    }

    /** The conflicting events of an object by index. */
    public Iterator<Conflict> conflicts(ListedObject object) {
        return new Pages<>(last -> of(object, CONFLICTS, last == null ? -1 : last.index())
                .query((row, number) -> new Conflict(row.getInt("event_index"), EventColumns.read(row)))
                .list());
    }

    private StatementSpec of(ListedObject object, String sql, int after) {
        return database.sql(sql)
                .param("hour", object.hour().start().atOffset(ZoneOffset.UTC))
                .param("name", object.name())
                .param("etag", object.etag())
                .param("index", after);
    }
}
