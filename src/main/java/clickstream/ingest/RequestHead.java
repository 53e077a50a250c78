package clickstream.ingest;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request but for its body, from whichever front. What is not known is empty.
 *
 * @param method as it was sent
 * @param path of events without the front's own prefix, as in {@code /clickstream}
 * @param shownPath as it was sent, for {@code _ingest}
 * @param key the parameter {@code key} of the query
 * @param headers by name in lower case; several of a name joined by commas
 * @param sourceAddress of the client, as the front knows it
 * @param gateway what API Gateway says of it
 */
public record RequestHead(
        String method,
        String path,
        String shownPath,
        String key,
        Map<String, String> headers,
        String sourceAddress,
        Gateway gateway) {

    /**
     * Where a request came in.
     *
     * @param requestId by which people find it in logs; not empty
     * @param apiId of API Gateway
     * @param stage of API Gateway
     */
    public record Gateway(String requestId, String apiId, String stage) {}

    public RequestHead {
        Map<String, String> lowerCase = new TreeMap<>();
        headers.forEach((name, value) -> lowerCase.merge(name.toLowerCase(Locale.ROOT), value, "%s,%s"::formatted));
        headers = lowerCase;
    }

    /** A header's value, {@code name} being in lower case; empty where there is none. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
