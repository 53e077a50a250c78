package clickstream.load;

import java.time.Instant;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks the newest event of the table up, in its index. Thread-safe. */
public final class NewestEvent {

    /** A browser's clock may be wrong by a day: what is not yet does not count. */
    private static final String NEWEST = """
            SELECT event_timestamp
            FROM public.clickstream_events
            WHERE event_timestamp <= now()
            ORDER BY event_timestamp DESC
            LIMIT 1
            """;

    private final JdbcClient database;

    public NewestEvent(DataSource database) {
        this.database = JdbcClient.create(database);
    }

    /** When it happened; null where the table has none. */
    public @Nullable Instant timestamp() {
        return database.sql(NEWEST)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant)
                .orElse(null);
    }
}
