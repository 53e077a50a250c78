package clickstream.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a browser needs to be told before a page of another origin may read an answer. Each answer has it, errors too: without it a page
 * cannot tell 413 from a broken network. Thread-safe.
 *
 * <p>Source: <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">the Fetch standard</a>.
 */
final class Cors {

    private static final String ANY = "*";

    private static final List<Header> PREFLIGHT = List.of(
            new Header("Access-Control-Allow-Methods", "POST, OPTIONS"), new Header("Access-Control-Max-Age", "86400"));

    private static final String ALLOW_HEADERS = "Access-Control-Allow-Headers";
    private static final String HEADERS = "content-type, content-encoding, x-api-key";

    /** A port is written where it is not the scheme's own. */
    private static final Pattern ORIGIN = Pattern.compile(
            "(?!http://[^/]*:80$|https://[^/]*:443$)[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::\\d{1,5})?");

    private final List<String> origins;

    /** @param origins that may read, as browsers write them; {@code *} for any */
    Cors(List<String> origins) {
        this.origins = origins;
    }

    /** Whether it can be in the list. */
    static boolean isOrigin(String text) {
        return text.equals(ANY) || ORIGIN.matcher(text).matches();
    }

    /** For an answer to whoever is of that origin; empty where it said none. */
    List<Header> headers(String origin) {
        if (origins.contains(ANY)) {
            return List.of(new Header("Access-Control-Allow-Origin", ANY));
        }
        // Also where the origin may not: a cache must not give one's answer to another.
        Header vary = new Header("Vary", "Origin");
        return origins.contains(origin)
                ? List.of(new Header("Access-Control-Allow-Origin", origin), vary)
                : List.of(vary);
    }

    /**
     * For the answer to the question that a browser asks before it sends.
     *
     * @param takesTokens whether what it wants to send may bear one
     */
    List<Header> preflightHeaders(String origin, boolean takesTokens) {
        List<Header> headers = new ArrayList<>(headers(origin));
        headers.addAll(PREFLIGHT);
        headers.add(new Header(ALLOW_HEADERS, takesTokens ? HEADERS + ", authorization" : HEADERS));
        return headers;
    }
}
