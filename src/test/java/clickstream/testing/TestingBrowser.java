package clickstream.testing;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Process process;
    private final Path profile;
    private final DevTools devTools;

    private TestingBrowser(Process process, Path profile) throws IOException, InterruptedException {
        this.process = process;
        this.profile = profile;
        this.devTools = DevTools.ofNewPage(endpoint());
        for (String domain : List.of("Page", "Network", "Runtime", "Log")) {
            devTools.send(domain + ".enable", Map.of());
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
        for (long waited = 0; waited < TIMEOUT.toMillis(); waited += 50) {
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
        devTools.send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        open(file.toUri());
    }

    /** Opens an address and waits until it is loaded. */
    public void open(URI address) throws InterruptedException {
        devTools.forgetEvents();
        devTools.send("Page.navigate", Map.of("url", address.toString()));
        for (long waited = 0; devTools.events("Page.loadEventFired").isEmpty(); waited += 20) {
            if (waited > TIMEOUT.toMillis()) {
                fail("%s is not loaded", address);
            }
            Thread.sleep(20);
        }
        // What the page began when it was loaded has been reported by the time of a later answer.
        evaluate("new Promise(done => setTimeout(done, 200))");
    }

    /** Waits until a JavaScript expression is true in the page, which may be left for another meanwhile. */
    public void await(String condition) throws InterruptedException {
        for (long waited = 0; !isTrue(condition); waited += 20) {
            if (waited > TIMEOUT.toMillis()) {
                fail("not true in %s: %s", evaluate("location.href"), condition);
            }
            Thread.sleep(20);
        }
    }

    private boolean isTrue(String condition) {
        try {
            return evaluate("!!(%s)".formatted(condition)).asBoolean();
        } catch (IllegalStateException e) {
            // The page was left while it was asked.
            return false;
        }
    }

    /** Clicks with the mouse, as a person does, on the first element that a CSS selector finds, once there is one. */
    public void click(String selector) throws InterruptedException {
        String element = "document.querySelector(%s)".formatted(JSON.writeValueAsString(selector));
        await(element);
        JsonNode place = evaluate("""
                (element => {
                  element.scrollIntoView({ block: "center", behavior: "instant" });
                  const { x, y, width, height } = element.getBoundingClientRect();
                  return { x: x + width / 2, y: y + height / 2 };
                })(%s)""".formatted(element));
        for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
            devTools.send(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            place.path("x").asDouble(),
                            "y",
                            place.path("y").asDouble(),
                            "button",
                            "left",
                            "clickCount",
                            1));
        }
    }

    /** The value of a JavaScript expression in the page. */
    public JsonNode evaluate(String expression) {
        JsonNode answer = devTools.send(
                "Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalArgumentException("%s: %s".formatted(expression, answer.path("exceptionDetails")));
        }
        return answer.path("result").path("value");
    }

    /** What the page, or the browser about it, said on the console since it was opened: messages, errors, violations of its policy. */
    public List<String> console() {
        return devTools.events().stream()
                .filter(event -> SAID.contains(event.path("method").asString()))
                .map(event -> event.path("params").toString())
                .toList();
    }

    /** The addresses that were asked for since the page was opened, its own first. */
    public List<String> requested() {
        return devTools.events("Network.requestWillBeSent").stream()
                .map(event -> event.path("params").path("request").path("url").asString())
                .toList();
    }

    /** The page as it is printed: a PDF, in Base64. */
    public String printed() {
        return devTools.send("Page.printToPDF", Map.of("printBackground", true))
                .path("data")
                .asString();
    }

    @Override
    public void close() {
        devTools.close();
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
}
