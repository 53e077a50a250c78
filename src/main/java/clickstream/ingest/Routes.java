package clickstream.ingest;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request's head must be. Thread-safe. */
final class Routes {

    /** None is among them: what needs no preflight is what a page can send while it is being left. */
    private static final Set<String> MEDIA_TYPES = Set.of("", "application/json", "text/plain", "application/x-ndjson");

    private static final Set<String> ENCODINGS = Set.of("", "identity", "gzip", "x-gzip");

    private final IngestSettings settings;

    Routes(IngestSettings settings) {
        this.settings = settings;
    }

    boolean isPreflight(RequestHead head) {
        return head.method().equals("OPTIONS") && route(head) != Route.NONE;
    }

    /**
     * What is wrong; null where nothing is.
     *
     * @param key that it must bear
     */
    @Nullable
    Refusal refusal(RequestHead head, SiteKey key) {
        if (route(head) == Route.NONE) {
            return Refusal.NOT_FOUND;
        }
        if (!head.method().equals("POST")) {
            return Refusal.METHOD;
        }
        if (!key.admits(head)) {
            return Refusal.KEY;
        }
        if (!MEDIA_TYPES.contains(mediaType(head))) {
            return Refusal.MEDIA_TYPE;
        }
        // Of the allowed ones the bytes say which it is: a proxy may have inflated the body and left the header.
        return ENCODINGS.contains(head.header("content-encoding").strip().toLowerCase(Locale.ROOT))
                ? null
                : Refusal.ENCODING;
    }

    /** What is kept of the client's address; empty for nothing. */
    String keptAddress(RequestHead head) {
        return settings.sourceAddress()
                .kept(SourceAddress.behindProxies(
                        head.header("x-forwarded-for"), settings.trustedHops(), head.sourceAddress()));
    }

    /** Where a request goes. */
    Route route(RequestHead head) {
        Route route = Route.at(head.path());
        boolean isUpload = route == Route.UPLOADS || route == Route.UPLOADS_COMPLETE;
        return isUpload && settings.uploads().isOff() ? Route.NONE : route;
    }

    private static String mediaType(RequestHead head) {
        String type = head.header("content-type");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }
}
