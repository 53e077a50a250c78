package clickstream.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One page of a Chromium, over its <a href="https://chromedevtools.github.io/devtools-protocol/">DevTools protocol</a>: commands and their
 * answers, and what happens meanwhile. To be used by one thread.
 */
final class DevTools implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration MOST = Duration.ofSeconds(60);

    private final WebSocket socket;
    private final String session;
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();

    private DevTools(URI endpoint) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .connectTimeout(MOST)
                .buildAsync(endpoint, new Listener())
                .join();
        String target = send("", "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asString();
        session = send("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asString();
    }

    /** A new page of the browser that listens there. */
    static DevTools ofNewPage(URI endpoint) {
        return new DevTools(endpoint);
    }

    /** What has happened since the page was made, or since that was forgotten. */
    List<JsonNode> events() {
        return events;
    }

    List<JsonNode> events(String method) {
        return events.stream()
                .filter(event -> event.path("method").asString().equals(method))
                .toList();
    }

    void forgetEvents() {
        events.clear();
    }

    /**
     * A command to the page, and its result.
     *
     * @throws IllegalStateException where the page says that it cannot be done
     */
    JsonNode send(String method, Map<String, ?> parameters) {
        return send(session, method, parameters);
    }

    private JsonNode send(String to, String method, Map<String, ?> parameters) {
        int id = requests.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        Map<String, Object> message = to.isEmpty()
                ? Map.of("id", id, "method", method, "params", parameters)
                : Map.of("id", id, "method", method, "params", parameters, "sessionId", to);
        socket.sendText(JSON.writeValueAsString(message), true).join();
        JsonNode answered = answer.orTimeout(MOST.toSeconds(), TimeUnit.SECONDS).join();
        if (answered.has("error")) {
            throw new IllegalStateException("%s: %s".formatted(method, answered.path("error")));
        }
        return answered.path("result");
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** Puts parts together, and answers where they belong. */
    private final class Listener implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                take(JSON.readTree(message.toString()));
                message.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void take(JsonNode received) {
            CompletableFuture<JsonNode> asked =
                    answers.remove(received.path("id").asInt(0));
            if (asked == null) {
                events.add(received);
            } else {
                asked.complete(received);
            }
        }
    }
}
