package clickstream.doctor;

import clickstream.load.EventColumn;
import clickstream.load.EventTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether {@code public.clickstream_events} is what the job inserts into, however it came to be. */
final class TargetChecks {

    private static final String COLUMNS = """
            SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS not_null
            FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public'
              AND c.relname = 'clickstream_events'
              AND a.attnum > 0
              AND NOT a.attisdropped
            ORDER BY a.attnum
            """;

    /** Such an index is what {@code ON CONFLICT (event_id)} asks for. */
    private static final String UNIQUE_INDEX = """
            SELECT count(*) > 0
            FROM pg_index i
            JOIN pg_class c ON c.oid = i.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
            WHERE n.nspname = 'public'
              AND c.relname = 'clickstream_events'
              AND a.attname = 'event_id'
              AND i.indnkeyatts = 1
              AND i.indisunique
              AND i.indimmediate
              AND i.indisvalid
              AND i.indpred IS NULL
              AND i.indexprs IS NULL
            """;

    /** NOT NULL is seen with its column; what is unique with event_id refuses nothing that event_id does not. */
    private static final String OTHER_CONSTRAINTS = """
            SELECT conname
            FROM pg_constraint
            WHERE conrelid = 'public.clickstream_events'::regclass
              AND (contype IN ('c', 'f', 'x')
                   OR contype IN ('p', 'u') AND NOT EXISTS (
                       SELECT
                       FROM pg_attribute
                       WHERE attrelid = conrelid AND attname = 'event_id' AND attnum = ANY (conkey)))
            ORDER BY conname
            """;

    private static final List<String> NEVER_NULL = List.of("event_id", "event_timestamp", "event_name");

    private final JdbcClient database;

    TargetChecks(JdbcClient database) {
        this.database = database;
    }

    private record Column(String name, String type, boolean notNull) {}

    boolean exists() {
        return !columns().isEmpty();
    }

    Check shape() {
        Map<String, String> wanted = wanted();
        List<String> faults = new ArrayList<>();
        for (Column column : columns()) {
            String type = wanted.remove(column.name());
            if (type == null) {
                faults.add("%s is none of the job's columns: drop it, or keep it in a table of its own"
                        .formatted(column.name()));
            } else if (!type.equals(column.type())) {
                faults.add("%s is %s: ALTER COLUMN %s TYPE %s"
                        .formatted(column.name(), column.type(), column.name(), type));
            } else if (column.notNull() && !NEVER_NULL.contains(column.name())) {
                faults.add("%s must not be null, and events may lack it: ALTER COLUMN %s DROP NOT NULL"
                        .formatted(column.name(), column.name()));
            }
        }
        wanted.forEach((name, type) -> faults.add("%s is missing: ADD COLUMN %s %s".formatted(name, name, type)));
        if (!hasUniqueIndex()) {
            faults.add("there is no unique index on event_id alone: ADD PRIMARY KEY (event_id)");
        }
        for (String constraint :
                database.sql(OTHER_CONSTRAINTS).query(String.class).list()) {
            faults.add("%s may refuse events, and with them their hour: DROP CONSTRAINT %s"
                    .formatted(constraint, constraint));
        }
        return faults.isEmpty()
                ? Check.ok("table: %s has the job's %d columns and a unique event_id"
                        .formatted(EventTable.NAME, EventColumn.ALL.size()))
                : Check.wrong("table", EventTable.NAME, String.join("; ", faults));
    }

    private boolean hasUniqueIndex() {
        return database.sql(UNIQUE_INDEX).query(Boolean.class).single();
    }

    private List<Column> columns() {
        return database.sql(COLUMNS)
                .query((row, number) ->
                        new Column(row.getString("name"), row.getString("type"), row.getBoolean("not_null")))
                .list();
    }

    /** Types by name, in table order. */
    private static Map<String, String> wanted() {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (EventColumn column : EventColumn.ALL) {
            wanted.put(
                    column.sqlName(), column.type().equals("timestamptz") ? "timestamp with time zone" : column.type());
        }
        return wanted;
    }
}
