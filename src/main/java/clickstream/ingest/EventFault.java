package clickstream.ingest;

/** Why one value of a body is refused. Where several fit, the first in this order counts, as the loader has it. */
enum EventFault {
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
    NOT_AN_OBJECT("not_an_object");

    private final String code;

    EventFault(String code) {
        this.code = code;
    }

    /** What an answer calls it. */
    String code() {
        return code;
    }
}
