package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.StoredEvents;
import clickstream.testing.TestingBrowser;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingPages;
import clickstream.testing.TestingS3;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of another origin than the ingest's, allowed or foreign, in a real browser: what they can send, and what they can read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FromAnotherOriginTest {

    private static final int OVER_THE_LIMIT = (1 << 20) + 1;

    // First: where there is no browser there need be no servers.
    private final TestingBrowser browser = TestingBrowser.start();
    private final TestingS3 s3 = TestingS3.start();
    private final TestingPages pages =
            TestingPages.start(Map.of("/", "<!doctype html><title>A shop</title>"), "-", "-");
    private final URI allowed = pages.address();

    /** The same server under its other name. */
    private final URI foreign = URI.create("http://localhost:%d/".formatted(allowed.getPort()));

    private final TestingIngest ingest = TestingIngest.start(
            s3.environment(), Map.of("INGEST_ALLOWED_ORIGINS", "http://127.0.0.1:" + allowed.getPort()));

    private String opened = "";

    @BeforeEach
    void empty() {
        s3.deleteAll();
    }

    @AfterAll
    void stop() {
        browser.close();
        ingest.close();
        pages.close();
        s3.close();
    }

    /** The second with a question beforehand. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json"})
    void anAllowedPageReadsThatItsEventIsStored(String type) throws InterruptedException {
        open(allowed);

        assertThat(fetch(type, "'{}'")).isEqualTo("200 {\"success\":true}");
        assertThat(StoredEvents.lines(s3)).hasSize(1);
    }

    /** A page that cannot read 413 takes it for a broken network, and sends the same again for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json"})
    void anAllowedPageReadsWhyItIsRefused(String type) throws InterruptedException {
        open(allowed);

        assertThat(fetch(type, "' '.repeat(%d)".formatted(OVER_THE_LIMIT)))
                .startsWith("413 {\"success\":false,\"code\":\"body_too_large\"");
    }

    /** What needs no question arrives, whoever sends it: CORS keeps answers from being read, not requests from being made. */
    @ParameterizedTest
    @CsvSource({"text/plain, 1", "application/json, 0"})
    void aForeignPageReadsNothing(String type, int stored) throws InterruptedException {
        open(foreign);

        assertThat(fetch(type, "'{}'")).startsWith("TypeError");
        awaitStored(stored);
    }

    @Test
    void aBeaconOfTextArrives() throws InterruptedException {
        open(allowed);

        assertThat(beacon("'{}'")).isTrue();
        awaitStored(1);
    }

    /** The browser asks first, and wants to be allowed credentials, which the ingest does not. */
    @Test
    void aBeaconOfJsonIsTakenByTheBrowserAndNeverSent() throws InterruptedException {
        open(allowed);

        assertThat(beacon("new Blob(['{}'], { type: 'application/json' })")).isTrue();
        assertThat(beacon("'{\"eventName\":\"later\"}'")).isTrue();
        awaitStored(1);
        assertThat(StoredEvents.lines(s3)).singleElement().asString().contains("later");
    }

    private void open(URI page) throws InterruptedException {
        if (!opened.equals(page.getHost())) {
            browser.open(page);
            opened = page.getHost();
        }
    }

    /** Status and body of the answer, or the name of the failure. */
    private String fetch(String type, String body) {
        return browser.evaluate("""
                        fetch('%s', { method: 'POST', headers: { 'Content-Type': '%s' }, body: %s })
                          .then(async answer => `${answer.status} ${await answer.text()}`, failure => failure.name)
                        """.formatted(clickstream(), type, body)).asString();
    }

    private boolean beacon(String body) {
        return browser.evaluate("navigator.sendBeacon('%s', %s)".formatted(clickstream(), body))
                .asBoolean();
    }

    private URI clickstream() {
        return ingest.address().resolve("/clickstream");
    }

    private void awaitStored(int events) throws InterruptedException {
        for (int waited = 0; StoredEvents.lines(s3).size() < events; waited++) {
            assertThat(waited).isLessThan(500);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(StoredEvents.lines(s3)).hasSize(events);
    }
}
