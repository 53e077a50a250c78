package clickstream.ingest.server;

import clickstream.ingest.RequestHead;
import clickstream.ingest.RequestHead.Gateway;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;

/** What the ingest needs of the heads that Jetty reads. Thread-safe. */
final class RequestHeads {

    private static final List<String> HEADERS = List.of(
            "content-type",
            "content-encoding",
            "origin",
            "x-api-key",
            "authorization",
            "user-agent",
            "x-forwarded-for",
            "x-amzn-trace-id");

    RequestHead of(Request request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : HEADERS) {
            List<String> values = request.getHeaders().getValuesList(name);
            if (!values.isEmpty()) {
                headers.put(name, String.join(",", values));
            }
        }
        HttpURI uri = request.getHttpURI();
        String path = uri.getPath() == null ? "" : uri.getPath();
        return new RequestHead(
                request.getMethod(),
                path,
                path,
                key(uri.getQuery()),
                headers,
                Request.getRemoteAddr(request),
                new Gateway(UUID.randomUUID().toString(), "", ""));
    }

    private static String key(@Nullable String query) {
        if (query == null || !query.contains("key=")) {
            return "";
        }
        Fields parameters = new Fields();
        try {
            UrlEncoded.decodeUtf8To(query, parameters);
        } catch (RuntimeException e) {
            // What cannot be decoded is no key.
            return "";
        }
        String key = parameters.getValue("key");
        return key == null ? "" : key;
    }
}
