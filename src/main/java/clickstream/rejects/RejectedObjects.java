package clickstream.rejects;

import clickstream.database.Pages;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.RejectReason;
import clickstream.event.RunId;
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
            SELECT DISTINCT object_name, etag, size, last_modified
            FROM (
                SELECT hour, object_name, etag
                FROM etl.rejected_event
                WHERE hour = :hour
                  AND (object_name, etag) > (:name, :etag)
                  AND (:reason::text IS NULL OR reason = :reason::text)
                  AND load_run < :reloadFrom
                ORDER BY object_name, etag
                LIMIT 1000) AS rejected
            LEFT JOIN etl.object_ledger USING (hour, object_name, etag)
            ORDER BY object_name, etag
            """;

    private static final String INDEXES = """
            SELECT event_index
            FROM etl.rejected_event
            WHERE hour = :hour
              AND object_name = :name
              AND etag = :etag
            """;

    private final JdbcClient database;

    public RejectedObjects(JdbcClient database) {
        this.database = database;
    }

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
     * @param reloadFrom rejects that this run and later ones have written don't count: they were tried again
     */
    public Iterator<ListedObject> objects(Hour hour, @Nullable RejectReason reason, RunId reloadFrom) {
        Iterable<Row> rows = () -> new Pages<>(last -> database.sql(OBJECTS)
                .param("hour", hour.start().atOffset(ZoneOffset.UTC))
                .param("name", last == null ? "" : last.name())
                .param("etag", last == null ? "" : last.etag())
                .param("reason", reason == null ? null : reason.code())
                .param("reloadFrom", reloadFrom.number())
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
    private record Row(String name, String etag, @Nullable ListedObject finished) {}

    private static @Nullable ListedObject finished(Hour hour, ResultSet row) throws SQLException {
        OffsetDateTime lastModified = row.getObject("last_modified", OffsetDateTime.class);
        return lastModified == null
                ? null
                : new ListedObject(
                        hour,
                        row.getString("object_name"),
                        row.getString("etag"),
                        row.getLong("size"),
                        lastModified.toInstant());
    }

    /** The indexes of an object's rejects. */
    public BitSet indexes(ListedObject object) {
        BitSet indexes = new BitSet();
        RowCallbackHandler add = row -> indexes.set(row.getInt(1));
        database.sql(INDEXES)
                .param("hour", object.hour().start().atOffset(ZoneOffset.UTC))
                .param("name", object.name())
                .param("etag", object.etag())
                .query(add);
        return indexes;
    }
}
