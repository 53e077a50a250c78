package clickstream.ingest;

import clickstream.ingest.events.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request is answered, by whichever front.
 *
 * @param status of HTTP
 * @param headers all of them but those of the connection and of the body's length
 * @param body JSON; empty for none
 */
public record Answer(int status, List<Header> headers, String body) {

    private static final Header JSON = new Header("Content-Type", "application/json");

    /** What stands in a cache is not what happens to the next request. */
    private static final Header UNCACHED = new Header("Cache-Control", "no-store");

    public Answer {
        headers = List.copyOf(headers);
    }

    /** The events are stored. */
    static Answer stored(List<Header> cors, String body) {
        return new Answer(200, with(cors, List.of(JSON, UNCACHED)), body);
    }

    /** To the question that a browser asks before it sends. */
    static Answer preflight(List<Header> cors) {
        return new Answer(204, cors, "");
    }

    /** Nothing is stored. */
    static Answer refused(List<Header> cors, Refusal refusal, String requestId) {
        List<Header> headers = with(cors, List.of(JSON, UNCACHED));
        if (refusal.status() == 405) {
            headers.add(new Header("Allow", "POST, OPTIONS"));
        }
        if (refusal.equals(Refusal.TOKEN)) {
            headers.add(new Header("WWW-Authenticate", "Bearer error=\"invalid_token\"")); // RFC 6750, section 3.1
        }
        if (refusal.equals(Refusal.NO_TOKEN)) {
            headers.add(new Header("WWW-Authenticate", "Bearer"));
        }
        if (refusal.retryAfterSeconds() > 0) {
            headers.add(new Header("Retry-After", Integer.toString(refusal.retryAfterSeconds())));
            // Or a page of another origin could not read it.
            headers.add(new Header("Access-Control-Expose-Headers", "Retry-After"));
        }
        String body = new JsonWriter()
                .json("success", "false")
                .text("code", refusal.code())
                .text("message", refusal.message())
                .textIfAny("requestId", requestId)
                .closed();
        return new Answer(refusal.status(), headers, body);
    }

    private static List<Header> with(List<Header> cors, List<Header> others) {
        List<Header> headers = new ArrayList<>(cors);
        headers.addAll(others);
        return headers;
    }
}
