package clickstream.database;

import java.sql.SQLException;

/** The database cannot be connected to. The message says with which role, where and why, and is all that a person needs. */
public final class UnreachableException extends SQLException {

    private static final long serialVersionUID = 1L;

    private final String action;
    private final boolean isTransient;

    /**
     * Wraps what the driver said.
     *
     * @param action what to do about it; empty where the code of {@code cause} says enough
     * @param isTransient whether trying again later can help
     */
    UnreachableException(String message, String action, boolean isTransient, SQLException cause) {
        super(message, cause.getSQLState(), cause);
        this.action = action;
        this.isTransient = isTransient;
    }

    /** There is no login to connect with: {@code message} says why, and what to do. */
    UnreachableException(String message, boolean isTransient, RuntimeException cause) {
        super(message, cause);
        this.action = "";
        this.isTransient = isTransient;
    }

    String action() {
        return action;
    }

    boolean isTransient() {
        return isTransient;
    }
}
