package clickstream.load;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lock of an hour, held until it is closed or its process or connection ends. */
public final class HourLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HourLock.class);

    private final Connection connection;

    HourLock(Connection connection) {
        this.connection = connection;
    }

    boolean isHeld() {
        try {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The connection is gone, and the lock with it.
            LOG.debug("Closing the connection of a lock failed", e);
        }
    }
}
