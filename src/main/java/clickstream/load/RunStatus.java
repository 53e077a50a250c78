package clickstream.load;

import java.util.Locale;

/** How a run stands, as in {@code etl.load_run}. */
public enum RunStatus {
    RUNNING,
    /** Everything that was listed is finished. */
    COMPLETE,
    /** Some objects could not be read this time. */
    INCOMPLETE,
    /** It ended early; what it had committed counts, the rest is for the next run. */
    FAILED,
    /** It was asked to stop. */
    STOPPED,
    /** Its process died. */
    ABANDONED;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
