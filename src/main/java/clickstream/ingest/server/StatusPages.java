package clickstream.ingest.server;

import clickstream.ingest.Ingest;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** What load balancers and Prometheus ask for. Thread-safe. */
final class StatusPages {

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Ingest ingest;

    StatusPages(Ingest ingest) {
        this.ingest = ingest;
    }

    /** The body of the answer, whose head is set; null where something else is asked for. */
    @Nullable
    String text(Request request, Response response) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            return null;
        }
        return switch (String.valueOf(request.getHttpURI().getPath())) {
            case "/health/live" -> text(response, 200, PLAIN, "live\n");
            case "/health/ready" ->
                ingest.isReady() ? text(response, 200, PLAIN, "ready\n") : text(response, 503, PLAIN, "not ready\n");
            case "/metrics" -> text(response, 200, PROMETHEUS, ingest.metricsText());
            default -> null;
        };
    }

    private String text(Response response, int status, String type, String body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        if (ingest.isStopping()) {
            Answers.closeBehind(response);
        }
        return body;
    }
}
