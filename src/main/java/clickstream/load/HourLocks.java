package clickstream.load;

import clickstream.event.Hour;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessResourceException;

/**
 * One run per hour at a time, whatever process it is in: an advisory lock of PostgreSQL's, held by a connection of its own. A process
 * that dies frees it by dying. Thread-safe.
 *
 * <p>A pooler between the job and the server must give each client a server connection of its own: pooling by transaction would pass
 * the lock on.
 */
public final class HourLocks {

    private static final Logger LOG = LoggerFactory.getLogger(HourLocks.class);

    /** The first number says that it is a lock of this job's, "etl" in ASCII; the second is the hour, in hours since 1970. */
    private static final String TRY_LOCK = "SELECT pg_try_advisory_lock(x'65746c'::int, ?)";

    /** A server that has not answered by then will not. None of the lock's statements waits for anybody. */
    private static final int ANSWER_MILLIS = 10_000;

    private final DataSource connections;
    private final Map<Hour, Lock> held = new ConcurrentHashMap<>();

    /**
     * Locks over connections of {@code connections}.
     *
     * @param connections a new one at each request
     */
    public HourLocks(DataSource connections) {
        this.connections = connections;
    }

    /**
     * Asks the server whether this process still holds the lock of an hour: its connection may have been lost.
     *
     * @throws TransientDataAccessResourceException where it does not; trying again later can help
     */
    public void requireHeld(Hour hour) {
        Lock lock = held.get(hour);
        if (lock == null || !lock.isHeld()) {
            throw new TransientDataAccessResourceException(
                    "The connection that held the lock of hour %s was lost".formatted(hour));
        }
    }

    /** Takes the lock of an hour; null where somebody else holds it. */
    public @Nullable Lock tryLock(Hour hour) {
        int number = Math.toIntExact(
                Duration.ofSeconds(hour.start().getEpochSecond()).toHours());
        try {
            Connection connection = connections.getConnection();
            try (PreparedStatement statement = connection.prepareStatement(TRY_LOCK)) {
                connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
                statement.setInt(1, number);
                try (ResultSet answer = statement.executeQuery()) {
                    if (answer.next() && answer.getBoolean(1)) {
                        Lock lock = new Lock(connection, () -> held.remove(hour));
                        held.put(hour, lock);
                        return lock;
                    }
                }
                connection.close();
                return null;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("Failed to lock hour " + hour, e);
        }
    }

    /** The lock of an hour, held until it is closed or its process or connection ends. */
    public static final class Lock implements AutoCloseable {

        private static final int UNLOCK_MILLIS = 5_000;

        private final Connection connection;
        private final Runnable whenClosed;

        Lock(Connection connection, Runnable whenClosed) {
            this.connection = connection;
            this.whenClosed = whenClosed;
        }

        boolean isHeld() {
            try {
                return connection.isValid(5);
            } catch (SQLException e) {
                return false;
            }
        }

        /** Frees the lock before it returns: a server notices only some time later that a connection was closed. */
        @Override
        public void close() {
            whenClosed.run();
            try (connection;
                    Statement statement = connection.createStatement()) {
                connection.setNetworkTimeout(Runnable::run, UNLOCK_MILLIS);
                statement.execute("SELECT pg_advisory_unlock_all()");
            } catch (SQLException e) {
                // The connection is gone, and the lock with it.
                LOG.debug("Closing the connection of a lock failed", e);
            }
        }
    }
}
