package clickstream.event;

import java.util.Locale;

/** Why a value of an event could not be stored exactly where it was. The event itself is loaded all the same. */
public enum IssueReason {
    NOT_SCALAR,
    UNSTORABLE_CHARACTER,
    NO_EVENT_NAME,
    NOT_AN_OBJECT,
    NOT_INTEGRAL,
    OUT_OF_RANGE,
    NOT_A_NUMBER,
    NOT_BOOLEAN,
    ID_DERIVED,
    ID_MISSING,
    BAD_TIMESTAMP,
    IMPLAUSIBLE_TIMESTAMP;

    /** As it stands in {@code etl.event_issue}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
