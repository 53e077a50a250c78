package clickstream.load;

import clickstream.database.SqlArrays;
import clickstream.event.ClickstreamEvent;
import clickstream.event.ExplainedException;
import clickstream.event.Hour;
import clickstream.event.NameRange;
import clickstream.event.RunId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A load that writes nothing and counts what a load would count. Rows that it would insert go to a temporary table, which only its own
 * connection sees and which ends with it; all else of that connection is read-only. Works on a database that was never migrated. Not
 * thread-safe.
 */
public final class DryRunStore implements AutoCloseable {

    private static final String OVERLAY = """
            CREATE TEMPORARY TABLE dry_run_event (%s, PRIMARY KEY (event_id))
            """.formatted(EventColumn.DEFINITIONS);

    private static final String ADD = """
            INSERT INTO pg_temp.dry_run_event (%s)
            SELECT * FROM unnest(%s)
            """.formatted(EventColumn.NAMES, EventColumn.ARRAYS);

    private static final String EXISTS = "SELECT to_regclass(?) IS NOT NULL";

    private final DataSource database;
    private final Connection connection;
    private final JdbcTemplate session;
    private final boolean hasEvents;
    private final boolean hasLedger;

    private DryRunStore(DataSource database, Connection connection) {
        this.database = database;
        this.connection = connection;
        this.session = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        this.hasEvents = exists(EventTable.NAME);
        this.hasLedger = exists("etl.object_ledger");
        session.execute(OVERLAY);
        session.execute("SET default_transaction_read_only = on");
    }

    /**
     * Begins on a connection of its own.
     *
     * @throws ExplainedException where the table is not as a load needs it
     */
    public static DryRunStore begin(DataSource database) {
        new LoadNeeds(new JdbcTemplate(database)).requireForDryRun();
        Connection connection;
        try {
            connection = database.getConnection();
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("Failed to connect", e);
        }
        return new DryRunStore(database, connection);
    }

    /** What the ledger has of a range; nothing where there is no ledger yet. */
    public Iterator<FinishedObject> finishedObjects(Hour hour, NameRange range) {
        return hasLedger
                ? new Ledger(JdbcClient.create(database)).finishedObjects(hour, range, RunId.NONE)
                : Collections.emptyIterator();
    }

    /** A chunk that counts as it would count in a load. */
    public Chunk chunk() {
        return new Chunk(new Overlay(), records -> {});
    }

    private void add(List<ClickstreamEvent> rows) {
        PreparedStatementCallback<Integer> insert = statement -> {
            EventColumn.bind(new SqlArrays<>(statement, rows), row -> row);
            return statement.executeUpdate();
        };
        session.execute(ADD, insert);
    }

    private boolean exists(String table) {
        return Boolean.TRUE.equals(session.queryForObject(EXISTS, Boolean.class, table));
    }

    /** Drops the connection's table and gives the connection back. */
    @Override
    public void close() {
        try (connection) {
            session.execute("RESET default_transaction_read_only");
            session.execute("DROP TABLE pg_temp.dry_run_event");
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("Failed to close the dry run's connection", e);
        }
    }

    /** The table as it would be by now: its rows, and those that the dry run has inserted. */
    private final class Overlay implements EventStore {

        @Override
        public void begin(boolean inParts) {
            // Nobody else sees what it inserts.
        }

        @Override
        public Map<UUID, ClickstreamEvent> insertNew(List<ClickstreamEvent> rows) {
            List<UUID> ids = rows.stream().map(ClickstreamEvent::eventId).toList();
            Map<UUID, ClickstreamEvent> existing =
                    new HashMap<>(EventTable.select(session, "pg_temp.dry_run_event", ids));
            if (hasEvents) {
                existing.putAll(EventTable.select(session, EventTable.NAME, ids));
            }
            add(rows.stream()
                    .filter(row -> !existing.containsKey(row.eventId()))
                    .toList());
            return existing;
        }
    }
}
