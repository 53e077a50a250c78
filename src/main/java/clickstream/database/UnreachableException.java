package clickstream.database;

import java.sql.SQLException;

/** The database cannot be connected to. The message says as whom, where and why, and is all that a person needs. */
public final class UnreachableException extends SQLException {

    private static final long serialVersionUID = 1L;

    private final String mend;
    private final boolean passing;

    /**
     * Wraps what the driver said.
     *
     * @param mend what to do about it; empty where the code of {@code cause} says enough
     * @param passing whether trying again later can help
     */
    UnreachableException(String message, String mend, boolean passing, SQLException cause) {
        super(message, cause.getSQLState(), cause);
        this.mend = mend;
        this.passing = passing;
    }

    /** There is no login to connect with: {@code message} says why, and the mend. */
    UnreachableException(String message, boolean passing, RuntimeException cause) {
        super(message, cause);
        this.mend = "";
        this.passing = passing;
    }

    String mend() {
        return mend;
    }

    boolean canPass() {
        return passing;
    }
}
