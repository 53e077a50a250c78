package clickstream.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lock of an hour, held until it is closed or its process or connection ends. */
public final class HourLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HourLock.class);

    private static final int PATIENCE_MILLIS = 5_000;

    private final Connection connection;
    private final Runnable whenClosed;

    HourLock(Connection connection, Runnable whenClosed) {
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
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
            statement.execute("SELECT pg_advisory_unlock_all()");
        } catch (SQLException e) {
            // The connection is gone, and the lock with it.
            LOG.debug("Closing the connection of a lock failed", e);
        }
    }
}
