package clickstream.load;

import java.sql.SQLException;

/** The database cannot be connected to. The message says as whom, where and why, and is all that a person needs. */
public final class UnreachableException extends SQLException {

    private static final long serialVersionUID = 1L;

    UnreachableException(String message, SQLException cause) {
        super(message, cause.getSQLState(), cause);
    }
}
