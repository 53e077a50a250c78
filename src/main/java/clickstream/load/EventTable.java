package clickstream.load;

import clickstream.database.SqlArrays;
import clickstream.event.ClickstreamEvent;
import clickstream.event.Plural;
import java.sql.ResultSet;
import java.sql.Savepoint;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * {@code public.clickstream_events}, or a table like it. Takes part in the transaction of its thread. Thread-safe.
 *
 * <p>A row that the table cannot hold costs itself only, where the table is as a load needs it: an entry too large for an index, an
 * expression or a generated column that knows no such value, a partition that is missing. Whether the table is, or refuses what the
 * contract allows and is at fault itself, {@link TargetTable} says.
 */
public final class EventTable implements EventStore {

    public static final String NAME = "public.clickstream_events";

    private static final String INSERT = """
            INSERT INTO %%s (%s)
            SELECT * FROM unnest(%s)
            ON CONFLICT (event_id) DO NOTHING
            RETURNING event_id
            """.formatted(EventColumn.NAMES, EventColumn.ARRAYS);

    /** Of a transaction that inserts once, sorted: such ones never wait for each other in a circle. */
    private static final String AMONG_OTHERS = "SELECT pg_advisory_xact_lock_shared(%s)";

    /** Of a transaction that inserts in parts, which are not sorted one against the other: no other inserts meanwhile. */
    private static final String ALONE = "SELECT pg_advisory_xact_lock(%s)";

    /** Two numbers that mean "who inserts" in the advisory locks of a database; those of hours begin with another one. */
    private static final String LOCK = "x'65746d'::int, 0";

    /** A browser's clock may be wrong by a day: what is not yet does not count. */
    private static final String NEWEST = """
            SELECT event_timestamp
            FROM public.clickstream_events
            WHERE event_timestamp <= now()
            ORDER BY event_timestamp DESC
            LIMIT 1
            """;

    private final JdbcTemplate database;
    private final String table;
    private final CopyFirst copyFirst = new CopyFirst(1);

    public EventTable(JdbcTemplate database) {
        this(database, NAME);
    }

    EventTable(JdbcTemplate database, String table) {
        this.database = database;
        this.table = table;
    }

    @Override
    public void begin(boolean inParts) {
        RowCallbackHandler nothing = row -> {};
        database.query((inParts ? ALONE : AMONG_OTHERS).formatted(LOCK), nothing);
    }

    @Override
    public Map<UUID, ClickstreamEvent> insertNew(List<ClickstreamEvent> rows, BiConsumer<UUID, String> refused) {
        if (rows.isEmpty() || (copyFirst.isWorthIt() && areCopied(rows))) {
            return new HashMap<>();
        }
        Map<UUID, ClickstreamEvent> existing = select(database, table, ids(rows));
        if (!existing.isEmpty()) {
            copyFirst.metOthers();
        }
        List<ClickstreamEvent> others = rows.stream()
                .filter(row -> !existing.containsKey(row.eventId()))
                .toList();
        if (others.isEmpty()) {
            return existing;
        }
        try {
            if (!copy(others)) {
                copyFirst.metOthers();
                existing.putAll(insertAroundOthers(others));
            }
        } catch (DataAccessException e) {
            if (RowRefusal.reason(e).isEmpty() || !isInOrder()) {
                throw e;
            }
            insertAroundRefused(others, existing, refused);
        }
        return existing;
    }

    /** Whether all are inserted, none of which was asked for; else none is. */
    private boolean areCopied(List<ClickstreamEvent> rows) {
        try {
            if (copy(rows)) {
                return true;
            }
        } catch (DataAccessException e) {
            if (RowRefusal.reason(e).isEmpty()) {
                throw e;
            }
        }
        copyFirst.metOthers();
        return false;
    }

    private boolean copy(List<ClickstreamEvent> rows) {
        return CopiedRows.insert(database, table, EventColumn.NAMES, EventColumn.TYPES, rows, EventColumn.VALUES);
    }

    private boolean isInOrder() {
        return TargetTable.faults(TargetFacts.of(database)).isEmpty();
    }

    /** Halves what is refused, until it is a row. What is inserted stays in the order of ids. */
    private void insertAroundRefused(
            List<ClickstreamEvent> rows, Map<UUID, ClickstreamEvent> existing, BiConsumer<UUID, String> refused) {
        try {
            existing.putAll(insertAroundOthers(rows));
        } catch (DataAccessException e) {
            String reason = RowRefusal.reason(e).orElseThrow(() -> e);
            if (rows.size() == 1) {
                refused.accept(rows.getFirst().eventId(), reason);
            } else {
                int middle = rows.size() / 2;
                insertAroundRefused(rows.subList(0, middle), existing, refused);
                insertAroundRefused(rows.subList(middle, rows.size()), existing, refused);
            }
        }
    }

    /** Whoever inserts the same ids meanwhile is waited for, and what it commits stands. */
    private Map<UUID, ClickstreamEvent> insertAroundOthers(List<ClickstreamEvent> rows) {
        Set<UUID> inserted = insertOrNone(rows);
        List<UUID> others =
                ids(rows).stream().filter(id -> !inserted.contains(id)).toList();
        Map<UUID, ClickstreamEvent> existing = select(database, table, others);
        if (existing.size() != others.size()) {
            // The chunk is rolled back and tried again.
            throw new ConcurrencyFailureException(
                    "%s neither inserted nor there: somebody deletes rows of %s, or a trigger of it leaves them out"
                            .formatted(Plural.were(others.size() - existing.size(), "row"), table));
        }
        return existing;
    }

    private static List<UUID> ids(List<ClickstreamEvent> rows) {
        return rows.stream().map(ClickstreamEvent::eventId).toList();
    }

    /** In a savepoint: where one of the rows is refused, the transaction can go on as if none had been tried. */
    private Set<UUID> insertOrNone(List<ClickstreamEvent> rows) {
        ConnectionCallback<Set<UUID>> insert = connection -> {
            Savepoint before = connection.setSavepoint();
            try {
                Set<UUID> inserted = insert(rows);
                connection.releaseSavepoint(before);
                return inserted;
            } catch (DataAccessException e) {
                if (RowRefusal.reason(e).isPresent()) {
                    connection.rollback(before);
                }
                throw e;
            }
        };
        return database.execute(insert);
    }

    private Set<UUID> insert(List<ClickstreamEvent> rows) {
        PreparedStatementCallback<Set<UUID>> insert = statement -> {
            EventColumn.bind(new SqlArrays<>(statement, rows), row -> row);
            Set<UUID> inserted = HashSet.newHashSet(rows.size());
            try (ResultSet returned = statement.executeQuery()) {
                while (returned.next()) {
                    inserted.add(returned.getObject(1, UUID.class));
                }
            }
            return inserted;
        };
        return database.execute(INSERT.formatted(table), insert);
    }

    /**
     * The rows that are there, by id, in a map of the caller's own.
     *
     * @param table with the columns of {@link EventColumn}
     */
    static Map<UUID, ClickstreamEvent> select(JdbcTemplate database, String table, List<UUID> ids) {
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

    /** The rows that are there, by id. */
    public Map<UUID, ClickstreamEvent> existing(List<UUID> ids) {
        return select(database, NAME, ids);
    }

    /** When the newest event happened, looked up in an index; null where the table has none. */
    public @Nullable Instant newest() {
        return DataAccessUtils.singleResult(database.query(
                NEWEST, (row, number) -> row.getObject(1, OffsetDateTime.class).toInstant()));
    }
}
