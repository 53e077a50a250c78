package clickstream.audit;

import clickstream.database.Pages;
import clickstream.event.Hour;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What {@code etl} says of an hour's objects, to be held against their listing: sorted by the UTF-8 bytes of the name, a page in memory
 * at a time. Only reads. Thread-safe.
 */
final class AuditedLedger {

    private static final String EXISTS = "SELECT to_regclass('etl.object_ledger') IS NOT NULL";

    private static final String ENTRIES = """
            SELECT object_name, etag, last_modified, outcome, duplicate, rejected
            FROM etl.object_ledger
            WHERE hour = :hour
              AND (object_name, etag) > (:name, :etag)
            ORDER BY object_name, etag
            LIMIT 1000
            """;

    private static final String FAILED = """
            SELECT object_name, etag, cause
            FROM etl.failed_object
            WHERE hour = :hour
              AND (object_name, etag) > (:name, :etag)
            ORDER BY object_name, etag
            LIMIT 1000
            """;

    private final JdbcClient database;

    public AuditedLedger(JdbcClient database) {
        this.database = database;
    }

    /**
     * A finished object version.
     *
     * @param lastModified of the version that was read
     * @param rejected whether none of its values could be loaded
     * @param duplicate how many of its events were there already
     * @param rejects how many of its values were rejected
     */
    public record Entry(String name, String etag, Instant lastModified, boolean rejected, int duplicate, int rejects) {}

    /**
     * An object version that the last run of its hour could not read.
     *
     * @param cause what S3 or the network said
     */
    public record FailedEntry(String name, String etag, String cause) {}

    /** Whether there is a ledger at all. */
    public boolean exists() {
        return database.sql(EXISTS).query(Boolean.class).single();
    }

    /** The ledger's rows of an hour, by name, then ETag. */
    public Iterator<Entry> entries(Hour hour) {
        RowMapper<Entry> entry = (row, number) -> new Entry(
                row.getString("object_name"),
                row.getString("etag"),
                row.getObject("last_modified", OffsetDateTime.class).toInstant(),
                row.getString("outcome").equals("rejected"),
                row.getInt("duplicate"),
                row.getInt("rejected"));
        return new Pages<>(last -> last == null
                ? page(ENTRIES, hour, "", "", entry)
                : page(ENTRIES, hour, last.name(), last.etag(), entry));
    }

    /** The objects of an hour that could not be read, by name, then ETag. */
    public Iterator<FailedEntry> failed(Hour hour) {
        RowMapper<FailedEntry> entry = (row, number) ->
                new FailedEntry(row.getString("object_name"), row.getString("etag"), row.getString("cause"));
        return new Pages<>(last ->
                last == null ? page(FAILED, hour, "", "", entry) : page(FAILED, hour, last.name(), last.etag(), entry));
    }

    private <T> List<T> page(String sql, Hour hour, String name, String etag, RowMapper<T> mapper) {
        return database.sql(sql)
                .param("hour", hour.start().atOffset(ZoneOffset.UTC))
                .param("name", name)
                .param("etag", etag)
                .query(mapper)
                .list();
    }
}
