package clickstream.rejects;

import clickstream.event.Hour;
import clickstream.load.EventColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code etl.conflicting_event}, against the row that stands in the table.
 *
 * @param objectName its object's key without the hour's prefix
 * @param index in the object
 * @param existing whether there still is a row in its way
 * @param differences columns that differ, in table order, {@code event_timestamp} aside: it never makes a conflict
 */
public record StoredConflict(
        Hour hour,
        String objectName,
        String etag,
        int index,
        UUID eventId,
        boolean existing,
        List<Difference> differences) {

    /**
     * A column that differs.
     *
     * @param first the value that stands in the table, as PostgreSQL writes it; null is SQL's NULL
     * @param later the value that came later
     */
    public record Difference(
            String column, @Nullable String first, @Nullable String later) {}

    /** @param row with the columns of the conflicting event, and, after {@code existing_}, those of the one that stands */
    static StoredConflict read(ResultSet row) throws SQLException {
        boolean existing = row.getString("existing_event_id") != null;
        List<Difference> differences = new ArrayList<>();
        for (EventColumn column : EventColumn.ALL) {
            String name = column.sqlName();
            String first = row.getString("existing_" + name);
            String later = row.getString(name);
            if (existing && column != EventColumn.EVENT_TIMESTAMP && !Objects.equals(first, later)) {
                differences.add(new Difference(name, first, later));
            }
        }
        return new StoredConflict(
                new Hour(row.getObject("hour", OffsetDateTime.class).toInstant()),
                row.getString("object_name"),
                row.getString("etag"),
                row.getInt("event_index"),
                row.getObject("event_id", UUID.class),
                existing,
                differences);
    }

    public String key() {
        return hour.prefix() + objectName;
    }
}
