package clickstream.ingest;

import clickstream.ingest.events.BodySplitter;
import clickstream.ingest.events.BodyValue.Refused;
import clickstream.ingest.events.EventCheck;
import clickstream.ingest.events.EventFault;
import clickstream.ingest.uploads.UploadFault;

/**
 * Why a request as a whole is refused.
 *
 * @param status of HTTP
 * @param code for programs
 * @param message for people; names the setting of a limit
 * @param retryAfterSeconds when to send it again; 0 where that is pointless
 */
record Refusal(int status, String code, String message, int retryAfterSeconds) {

    static final Refusal NOT_FOUND =
            of(404, "not_found", "Nothing is here: events are sent to POST /clickstream or POST /events");
    static final Refusal METHOD = of(405, "method_not_allowed", "Events are sent by POST");
    static final Refusal KEY = of(401, "unauthorized", "The x-api-key header or the key parameter is missing or wrong");
    static final Refusal MEDIA_TYPE = of(
            415,
            "unsupported_media_type",
            "The Content-Type must be application/json, text/plain or application/x-ndjson, or be left out");
    static final Refusal ENCODING =
            of(415, "unsupported_encoding", "The Content-Encoding must be gzip, or be left out");
    static final Refusal NO_BODY = of(400, "missing_body", "Missing request body");
    static final Refusal NOT_JSON = of(400, EventFault.MALFORMED_JSON.code(), "Request body is not valid JSON");
    static final Refusal NO_EVENT = of(400, "no_event", "Request body holds no event");
    static final Refusal NO_OBJECT =
            of(400, EventFault.NOT_AN_OBJECT.code(), "Request body holds no JSON object, and each event must be one");
    static final Refusal BAD_GZIP = of(400, "bad_gzip", "Request body is not valid gzip");
    static final Refusal BAD_BASE64 = of(400, "bad_base64", "Request body is not valid base64");
    static final Refusal SLOW_BODY = of(408, "request_timeout", "The request body took too long to arrive");
    static final Refusal DEEP = of(
            413,
            EventFault.TOO_DEEP.code(),
            "The event is nested deeper than %d levels".formatted(BodySplitter.MAX_LEVELS));
    static final Refusal LONG_NUMBER = of(
            413,
            EventFault.TOO_LONG.code(),
            "The event has a number of more than %d characters".formatted(BodySplitter.MAX_NUMBER_CHARACTERS));
    static final Refusal UNKNOWN = of(
            400,
            EventFault.UNKNOWN_EVENT.code(),
            "The eventName is missing or not one of those that are known; INGEST_EVENT_NAMES adds to them");

    /** Whatever is wrong with it: to say what would help whoever forges one. */
    static final Refusal TOKEN = of(401, "invalid_token", "The token is not valid");

    static final Refusal NO_TOKEN = of(401, "token_required", "A token is needed here: Authorization: Bearer");
    static final Refusal NO_ROLE = of(403, "forbidden", "The token gives no role that may do this");

    static final Refusal UNVERIFIABLE =
            new Refusal(503, "token_not_verified", "The token cannot be verified at present; send it again later", 5);
    static final Refusal NOT_CONFIGURED =
            new Refusal(503, "not_configured", "Who is let in is not known yet; send it again later", 5);
    static final Refusal QUEUE_FULL =
            new Refusal(503, "queue_full", "Too much waits to be stored; send it again later", 2);
    static final Refusal NOT_STORED =
            new Refusal(503, "not_stored", "The events could not be stored in time; send them again later", 5);
    static final Refusal STOPPING = new Refusal(503, "stopping", "The server is stopping; send it again", 1);

    private static Refusal of(int status, String code, String message) {
        return new Refusal(status, code, message, 0);
    }

    static Refusal bodyOver(int bytes) {
        return of(
                413,
                "body_too_large",
                "The request body is larger than %d bytes, the limit of INGEST_MAX_BODY".formatted(bytes));
    }

    static Refusal inflatedOver(int bytes) {
        return of(
                413,
                "inflated_too_large",
                "The request body is larger than %d bytes once inflated, the limit of INGEST_MAX_INFLATED"
                        .formatted(bytes));
    }

    static Refusal moreEventsThan(int events) {
        return of(
                413,
                "too_many_events",
                "The request body holds more than %d events, the limit of INGEST_MAX_EVENTS".formatted(events));
    }

    /** What the server itself refuses. */
    static Refusal unreadable(int status) {
        return switch (status) {
            case 408 -> SLOW_BODY;
            case 414 -> of(status, "uri_too_long", "The address is too long");
            case 431 -> of(status, "headers_too_large", "The headers are too large");
            case 500 -> of(status, "internal_error", "Unexpected failure; please report it");
            default -> of(status, "bad_request", "This is not a request that can be read");
        };
    }

    static Refusal of(UploadFault fault) {
        return new Refusal(fault.status(), fault.code(), fault.message(), fault == UploadFault.UNAVAILABLE ? 5 : 0);
    }

    private static Refusal eventOver(int bytes) {
        return of(
                413,
                EventFault.TOO_LARGE.code(),
                "The event is larger than %d bytes, the limit of INGEST_MAX_EVENT".formatted(bytes));
    }

    /** What a request is told of which no event can be stored, for its first one's fault. */
    static Refusal of(Refused refused, Limits limits) {
        EventFault fault = refused.fault();
        return switch (fault) {
            case TOO_LARGE -> eventOver(limits.maxEventBytes());
            case TOO_DEEP -> DEEP;
            case TOO_LONG -> LONG_NUMBER;
            case BAD_ENCODING, MALFORMED_JSON -> NOT_JSON;
            case NOT_AN_OBJECT -> NO_OBJECT;
            case UNKNOWN_EVENT -> UNKNOWN;
            case NOT_TEXT -> of(400, fault.code(), "%s must be a JSON string".formatted(refused.field()));
            case LONG_ID ->
                of(
                        400,
                        fault.code(),
                        "%s has more than %d characters".formatted(refused.field(), EventCheck.MOST_CHARACTERS_OF_ID));
            case BAD_TIMESTAMP ->
                of(400, fault.code(), "%s is not a time such as 2026-11-20T13:05:01.123Z".formatted(refused.field()));
            case BAD_PRODUCT -> of(400, fault.code(), "%s must be a JSON object".formatted(refused.field()));
            case BAD_PRICE -> of(400, fault.code(), "%s must be a JSON number from 0 up".formatted(refused.field()));
        };
    }
}
