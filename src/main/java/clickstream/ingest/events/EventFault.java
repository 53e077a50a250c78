package clickstream.ingest.events;

/** Why one value of a body is refused. Where several fit, the first in this order counts, as the loader has it. */
public enum EventFault {
    /** More bytes than an event may have. */
    TOO_LARGE("too_large"),
    /** A text that is not UTF-8. */
    BAD_ENCODING("bad_encoding"),
    /** More levels than the loader reads. */
    TOO_DEEP("too_deep"),
    /** A number of more characters than the loader reads. */
    TOO_LONG("too_long"),
    /** Not JSON by RFC 8259. */
    MALFORMED_JSON("malformed_json"),
    /** Well-formed, but no object. */
    NOT_AN_OBJECT("not_an_object"),
    /** A name that is not known, or none. Of {@code POST /events} only, as all that follow. */
    UNKNOWN_EVENT("unknown_event"),
    /** A text that is not one. */
    NOT_TEXT("not_text"),
    /** An id of more characters than one may have. */
    LONG_ID("id_too_long"),
    /** A time that the loader cannot read. */
    BAD_TIMESTAMP("bad_timestamp"),
    /** A product that is not an object. */
    BAD_PRODUCT("bad_product"),
    /** A price that is not a number from 0 up. */
    BAD_PRICE("bad_price");

    private final String code;

    EventFault(String code) {
        this.code = code;
    }

    /** What an answer calls it. */
    public String code() {
        return code;
    }
}
