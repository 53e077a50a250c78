package clickstream.event;

import java.util.Locale;

/**
 * Why a value of an object is not loaded: it is no event, or, the last of these, one that the table cannot hold. Where several reasons fit,
 * the first of this order counts.
 */
public enum RejectReason {
    TOO_LARGE,
    BAD_GZIP,
    BAD_ENCODING,
    TOO_DEEP,
    TOO_LONG,
    MALFORMED_JSON,
    NOT_AN_OBJECT,
    NO_EVENT,
    SPREAD_BODY,
    REFUSED_BY_TABLE;

    /** As it stands in {@code etl.rejected_event}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
