package clickstream.database;

/** The database is not in the shape that this version needs, and this role may not bring it there. The message says so, and the mend. */
public final class UnmigratedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Without its cause, whose code would be taken for a right that a grant can mend. */
    UnmigratedException(String message) {
        super(message);
    }
}
