package clickstream.audit;

import clickstream.database.SqlArrays;
import clickstream.event.ClickstreamEvent;
import clickstream.event.Hour;
import clickstream.event.RejectReason;
import clickstream.load.EventColumn;
import clickstream.load.EventTable;
import clickstream.load.FinishedObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;

/** What became of events that are read again: rows, conflicting events, rejects, looked up many at a time. Only reads. Thread-safe. */
final class AuditedRows {

    private static final String CONFLICTS = """
            SELECT object_name, etag, event_index, %s
            FROM etl.conflicting_event
            JOIN unnest(?::text[], ?::text[], ?::int[]) AS place (object_name, etag, event_index)
                USING (object_name, etag, event_index)
            WHERE hour = ?
            """.formatted(EventColumn.NAMES);

    private static final String REJECTS = """
            SELECT object_name, etag, count(*) AS rejects
            FROM etl.rejected_event
            JOIN unnest(?::text[], ?::text[]) AS version (object_name, etag) USING (object_name, etag)
            WHERE hour = ?
            GROUP BY object_name, etag
            """;

    private static final String REFUSED = """
            SELECT object_name, etag, event_index
            FROM etl.rejected_event
            JOIN unnest(?::text[], ?::text[], ?::int[]) AS place (object_name, etag, event_index)
                USING (object_name, etag, event_index)
            WHERE hour = ?
              AND reason = '%s'
            """.formatted(RejectReason.REFUSED_BY_TABLE.code());

    private final JdbcTemplate database;

    public AuditedRows(JdbcTemplate database) {
        this.database = database;
    }

    /**
     * A place of an event.
     *
     * @param index in the object
     */
    public record Place(FinishedObject version, int index) {}

    /** The rows of {@code public.clickstream_events} that are there, by id. */
    public Map<UUID, ClickstreamEvent> existing(List<UUID> ids) {
        return new EventTable(database).existing(ids);
    }

    /** The events that are kept as conflicting, by where they were read. */
    public Map<Place, ClickstreamEvent> conflicting(Hour hour, List<Place> places) {
        return kept(CONFLICTS, hour, places, EventColumn::read);
    }

    /** The places of events that the table refused. */
    public Set<Place> refused(Hour hour, List<Place> places) {
        return kept(REFUSED, hour, places, row -> true).keySet();
    }

    private <V> Map<Place, V> kept(String sql, Hour hour, List<Place> places, Value<V> value) {
        if (places.isEmpty()) {
            return Map.of();
        }
        PreparedStatementCallback<Map<Place, V>> read = statement -> {
            new SqlArrays<>(statement, places)
                    .column("text", place -> place.version().name())
                    .column("text", place -> place.version().etag())
                    .column("int", Place::index)
                    .value(hour.start().atOffset(ZoneOffset.UTC));
            Map<Place, V> rows = new HashMap<>();
            try (ResultSet selected = statement.executeQuery()) {
                while (selected.next()) {
                    rows.put(new Place(version(selected), selected.getInt("event_index")), value.of(selected));
                }
            }
            return rows;
        };
        return database.execute(sql, read);
    }

    @FunctionalInterface
    private interface Value<V> {
        V of(ResultSet row) throws SQLException;
    }

    /** How many rejects of each object are kept; none of those that are not in it. */
    public Map<FinishedObject, Long> rejects(Hour hour, List<FinishedObject> versions) {
        if (versions.isEmpty()) {
            return Map.of();
        }
        PreparedStatementCallback<Map<FinishedObject, Long>> read = statement -> {
            new SqlArrays<>(statement, versions)
                    .column("text", FinishedObject::name)
                    .column("text", FinishedObject::etag)
                    .value(hour.start().atOffset(ZoneOffset.UTC));
            Map<FinishedObject, Long> counts = new HashMap<>();
            try (ResultSet selected = statement.executeQuery()) {
                while (selected.next()) {
                    counts.put(version(selected), selected.getLong("rejects"));
                }
            }
            return counts;
        };
        return database.execute(REJECTS, read);
    }

    private static FinishedObject version(ResultSet row) throws SQLException {
        return new FinishedObject(row.getString("object_name"), row.getString("etag"));
    }
}
