package clickstream.e2e;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventCounts;
import clickstream.event.ObjectCounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is in the database, read with queries of its own and none of the loader's. */
final class Tables {

    private final JdbcClient database;

    Tables(JdbcClient database) {
        this.database = database;
    }

    record Counts(ObjectCounts objects, EventCounts events) {}

    /** The tables that are not PostgreSQL's own. */
    List<String> names() {
        return database.sql(
                        "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public', 'etl') ORDER BY 1")
                .query(String.class)
                .list();
    }

    long count(String tableAndCondition) {
        return database.sql("SELECT count(*) FROM " + tableAndCondition)
                .query(Long.class)
                .single();
    }

    Map<UUID, ClickstreamEvent> events() {
        Map<UUID, ClickstreamEvent> events = new HashMap<>();
        database.sql("SELECT * FROM public.clickstream_events").query(row -> {
            ClickstreamEvent event = event(row);
            events.put(event.eventId(), event);
        });
        return events;
    }

    Counts lastRun() {
        return database.sql("SELECT * FROM etl.load_run ORDER BY load_run DESC LIMIT 1")
                .query((row, number) -> new Counts(
                        new ObjectCounts(
                                row.getLong("objects_listed"),
                                row.getLong("objects_already"),
                                row.getLong("objects_loaded"),
                                row.getLong("objects_skipped"),
                                row.getLong("objects_rejected"),
                                row.getLong("objects_failed")),
                        new EventCounts(
                                row.getLong("events_read"),
                                row.getLong("events_inserted"),
                                row.getLong("events_duplicate"),
                                row.getLong("events_conflicting"),
                                row.getLong("events_rejected"))))
                .single();
    }

    Counts ledger() {
        return database.sql("""
                        SELECT count(*) AS objects,
                               sum((outcome = 'loaded')::int) AS loaded, sum((outcome = 'skipped')::int) AS skipped,
                               sum((outcome = 'rejected')::int) AS rejected_objects,
                               sum(events) AS events, sum(inserted) AS inserted, sum(duplicate) AS duplicate,
                               sum(conflicting) AS conflicting, sum(rejected) AS rejected
                        FROM etl.object_ledger
                        """)
                .query((row, number) -> new Counts(
                        new ObjectCounts(
                                row.getLong("objects"),
                                0,
                                row.getLong("loaded"),
                                row.getLong("skipped"),
                                row.getLong("rejected_objects"),
                                0),
                        new EventCounts(
                                row.getLong("events"),
                                row.getLong("inserted"),
                                row.getLong("duplicate"),
                                row.getLong("conflicting"),
                                row.getLong("rejected"))))
                .single();
    }

    Map<String, Long> rejectsByReason() {
        return counted("SELECT reason AS name, count(*) AS count FROM etl.rejected_event GROUP BY 1");
    }

    Map<String, Long> issues() {
        return counted("SELECT field || ' ' || reason AS name, count(*) AS count FROM etl.event_issue GROUP BY 1");
    }

    private Map<String, Long> counted(String query) {
        Map<String, Long> counts = new HashMap<>();
        database.sql(query).query(row -> {
            counts.put(row.getString("name"), row.getLong("count"));
        });
        return counts;
    }

    private static ClickstreamEvent event(ResultSet row) throws SQLException {
        return new ClickstreamEvent(
                row.getObject(1, UUID.class),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getObject(9, Boolean.class),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getObject(14, Long.class),
                row.getObject(15, Long.class),
                row.getString(16));
    }
}
