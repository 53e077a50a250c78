package clickstream.job;

/** How an hour ended. */
public enum HourOutcome {
    /** Everything that was listed is finished. */
    COMPLETE,
    /** Some objects could not be read this time. */
    INCOMPLETE,
    /** It ended early; what was committed counts. */
    FAILED,
    /** The process was asked to stop. */
    STOPPED,
    /** Another run holds the hour; nothing was done. */
    LOCKED
}
