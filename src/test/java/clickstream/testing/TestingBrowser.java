package clickstream.testing;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Chromium with one page, driven over its <a href="https://chromedevtools.github.io/devtools-protocol/">DevTools
 * protocol</a>, which also tells what the page says on its console and what it asks the network for.
 *
 * <p>Where there is no Chromium, tests are skipped, unless the environment variable {@code CLICKSTREAM_TESTING_BROWSER} is {@code
 * required}. To be used by one thread.
 */
public final class TestingBrowser implements AutoCloseable {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Path MACOS = Path.of("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

    /** What happens while nobody asked for anything; the rest are answers. */
    private static final List<String> SAID =
            List.of("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded");

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();

    private TestingBrowser(Process process, Path profile) throws IOException, InterruptedException {
        this.process = process;
        this.profile = profile;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .connectTimeout(PATIENCE)
                .buildAsync(endpoint(), new Listener())
                .join();
        String target = send("", "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asString();
        this.session = send("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asString();
        for (String domain : List.of("Page", "Network", "Runtime", "Log")) {
            send(domain + ".enable", Map.of());
        }
    }

    /** Starts it, or skips the test that asks. */
    public static TestingBrowser start() {
        Path chromium = find().orElse(null);
        if (chromium == null) {
            String message = "There is no Chromium on the path; on Debian, apt-get install chromium";
            if ("required".equals(System.getenv("CLICKSTREAM_TESTING_BROWSER"))) {
                throw new IllegalStateException(message);
            }
            LoggerFactory.getLogger(TestingBrowser.class).warn("{}; without it this test is skipped", message);
            return Assumptions.abort(message);
        }
        try {
            Path profile = Files.createTempDirectory("chromium");
            Process process = new ProcessBuilder(
                            chromium.toString(),
                            "--headless",
                            // Root has no sandbox, and the pages are the tests' own.
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--disable-quic",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "about:blank")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new TestingBrowser(process, profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Path> find() {
        Stream<Path> onThePath = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)));
        return Stream.concat(onThePath, Stream.of(MACOS))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Chromium writes where it listens to a file. */
    private URI endpoint() throws IOException, InterruptedException {
        Path file = profile.resolve("DevToolsActivePort");
        for (long waited = 0; waited < PATIENCE.toMillis(); waited += 50) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() == 2) {
                return URI.create("ws://127.0.0.1:%s%s".formatted(lines.get(0), lines.get(1)));
            }
            if (!process.isAlive()) {
                throw new IllegalStateException("Chromium ended with " + process.exitValue());
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("Chromium does not listen");
    }

    /**
     * Opens a file and waits until it is loaded.
     *
     * @param scheme {@code light} or {@code dark}: what the page is told that people prefer
     */
    public void open(Path file, String scheme) throws InterruptedException {
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        events.clear();
        send("Page.navigate", Map.of("url", file.toUri().toString()));
        for (long waited = 0; events("Page.loadEventFired").isEmpty(); waited += 20) {
            if (waited > PATIENCE.toMillis()) {
                fail("%s is not loaded", file);
            }
            Thread.sleep(20);
        }
        // What the page began when it was loaded has been reported by the time of a later answer.
        evaluate("new Promise(done => setTimeout(done, 200))");
    }

    /** The value of a JavaScript expression in the page. */
    public JsonNode evaluate(String expression) {
        JsonNode answer =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalArgumentException("%s: %s".formatted(expression, answer.path("exceptionDetails")));
        }
        return answer.path("result").path("value");
    }

    /** What the page, or the browser about it, said on the console since it was opened: messages, errors, violations of its policy. */
    public List<String> console() {
        return events.stream()
                .filter(event -> SAID.contains(event.path("method").asString()))
                .map(event -> event.path("params").toString())
                .toList();
    }

    /** The addresses that were asked for since the page was opened, its own first. */
    public List<String> requested() {
        return events("Network.requestWillBeSent").stream()
                .map(event -> event.path("params").path("request").path("url").asString())
                .toList();
    }

    /** The page as it is printed: a PDF, in Base64. */
    public String printed() {
        return send("Page.printToPDF", Map.of("printBackground", true))
                .path("data")
                .asString();
    }

    private List<JsonNode> events(String method) {
        return events.stream()
                .filter(event -> event.path("method").asString().equals(method))
                .toList();
    }

    private JsonNode send(String method, Map<String, ?> parameters) {
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
        JsonNode answered =
                answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (answered.has("error")) {
            throw new IllegalStateException("%s: %s".formatted(method, answered.path("error")));
        }
        return answered.path("result");
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            FileSystemUtils.deleteRecursively(profile);
        } catch (IOException e) {
            // Its helper processes may still be writing there; the folder is a temporary one.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
