package clickstream.load;

import clickstream.database.SqlArrays;
import clickstream.event.ClickstreamEvent;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;

/** Reads rows by their ids. */
public final class ExistingRows {

    private ExistingRows() {}

    /**
     * The rows that are there, by id, in a map of the caller's own.
     *
     * @param table with the columns of {@link EventColumn}
     */
    public static Map<UUID, ClickstreamEvent> select(JdbcTemplate database, String table, List<UUID> ids) {
        if (ids.isEmpty()) {
            return new HashMap<>();
        }
        PreparedStatementCallback<Map<UUID, ClickstreamEvent>> read = statement -> {
            new SqlArrays<>(statement, ids).column("uuid", id -> id);
            Map<UUID, ClickstreamEvent> rows = HashMap.newHashMap(ids.size());
            try (ResultSet selected = statement.executeQuery()) {
                while (selected.next()) {
                    ClickstreamEvent row = EventColumn.read(selected);
                    rows.put(row.eventId(), row);
                }
            }
            return rows;
        };
        String select = "SELECT %s FROM %s WHERE event_id = ANY (?::uuid[])".formatted(EventColumn.NAMES, table);
        return database.execute(select, read);
    }
}
