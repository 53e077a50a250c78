package clickstream.job;

import java.util.Locale;

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
    LOCKED;

    /** As people and machines are told, such as "complete". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
