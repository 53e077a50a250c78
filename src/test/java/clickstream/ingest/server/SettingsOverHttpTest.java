package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.StoredEvents;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What settings change, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SettingsOverHttpTest {

    private static final String EVENT = "{\"eventName\":\"click\"}";
    private static final String SHOP = "https://shop.example";

    private final TestingS3 s3 = TestingS3.start();

    @BeforeEach
    void empty() {
        s3.keys("").forEach(s3::delete);
    }

    @AfterAll
    void stop() {
        s3.close();
    }

    @Test
    void onlyAllowedOriginsMayReadAnswers() {
        try (TestingIngest ingest = ingest("INGEST_ALLOWED_ORIGINS", "https://other.example," + SHOP)) {
            HttpResponse<String> stored = ingest.post(EVENT, "Origin", SHOP);
            assertThat(stored.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(SHOP);
            assertThat(stored.headers().allValues("Vary")).containsExactly("Origin");
            assertThat(stored.headers().firstValue("Access-Control-Allow-Credentials"))
                    .isEmpty();

            HttpResponse<String> tooLarge = ingest.post(" ".repeat(2 << 20), "Origin", SHOP);
            assertThat(tooLarge.statusCode()).isEqualTo(413);
            assertThat(tooLarge.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(SHOP);

            HttpResponse<String> foreign = ingest.post(EVENT, "Origin", "https://shop.example.evil");
            assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
            assertThat(foreign.headers().allValues("Vary")).containsExactly("Origin");

            HttpResponse<String> question = ingest.send(ingest.request("/clickstream")
                    .method("OPTIONS", BodyPublishers.noBody())
                    .header("Origin", SHOP)
                    .build());
            assertThat(question.statusCode()).isEqualTo(204);
            assertThat(question.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(SHOP);
            assertThat(question.headers().allValues("Vary")).containsExactly("Origin");
        }
    }

    @Test
    void aKeyIsAskedForWhereOneIsSet() {
        try (TestingIngest ingest = ingest("INGEST_KEY", "site & key")) {
            assertThat(ingest.post(EVENT).statusCode()).isEqualTo(401);
            assertThat(ingest.post(EVENT).headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(ingest.post(EVENT, "x-api-key", "site & kez").statusCode())
                    .isEqualTo(401);
            assertThat(ingest.post(EVENT, "X-Api-Key", "site & key").statusCode())
                    .isEqualTo(200);
            assertThat(post(ingest, "/clickstream?key=site%20%26%20key").statusCode())
                    .isEqualTo(200);
            assertThat(post(ingest, "/clickstream/?a=b&key=site+%26+key").statusCode())
                    .isEqualTo(200);
            assertThat(post(ingest, "/clickstream?key=site").statusCode()).isEqualTo(401);
            assertThat(ingest.send(ingest.request("/clickstream")
                                    .method("OPTIONS", BodyPublishers.noBody())
                                    .build())
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, full,      '203.0.113.9',                       127.0.0.1",
        "1, full,      '6.6.6.6, 203.0.113.9',              203.0.113.9",
        "2, full,      '6.6.6.6, 203.0.113.9, 10.0.0.1',    203.0.113.9",
        "1, truncated, '6.6.6.6, 203.0.113.9',              203.0.113.0",
        "1, truncated, '2001:db8:1:2::3',                   2001:db8:1:0:0:0:0:0",
        "1, none,      '203.0.113.9',                       ",
        "1, full,      'no address',                        ",
        "1, full,      '',                                  127.0.0.1",
    })
    void soMuchIsKeptOfTheClientsAddress(String hops, String setting, String forwardedFor, String kept) {
        try (TestingIngest ingest = TestingIngest.start(
                s3.environment(), Map.of("INGEST_TRUSTED_HOPS", hops, "INGEST_SOURCE_IP", setting))) {
            ingest.post(EVENT, "X-Forwarded-For", forwardedFor);
        }

        if (kept == null) {
            assertThat(StoredEvents.lines(s3)).singleElement().asString().doesNotContain("sourceIp");
        } else {
            assertThat(StoredEvents.lines(s3)).singleElement().asString().contains("\"sourceIp\":\"" + kept + "\"");
        }
    }

    @Test
    void limitsCanBeSet() {
        try (TestingIngest ingest = TestingIngest.start(
                s3.environment(),
                Map.of("INGEST_MAX_BODY", "100", "INGEST_MAX_EVENTS", "2", "INGEST_MAX_EVENT", "30"))) {
            assertThat(ingest.post(" ".repeat(101)).body())
                    .contains("larger than 100 bytes, the limit of INGEST_MAX_BODY");
            assertThat(ingest.post("{}{}{}").body()).contains("more than 2 events, the limit of INGEST_MAX_EVENTS");
            assertThat(ingest.post("{\"a\":\"" + "x".repeat(30) + "\"}").body())
                    .contains("larger than 30 bytes, the limit of INGEST_MAX_EVENT");
            assertThat(ingest.post("{}{}").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anObjectWaitsAsLongAsIsSet() {
        try (TestingIngest ingest = ingest("INGEST_LINGER", "700ms")) {
            long start = System.nanoTime();
            assertThat(ingest.post(EVENT).statusCode()).isEqualTo(200);
            assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(700);
        }
    }

    private TestingIngest ingest(String name, String value) {
        return TestingIngest.start(s3.environment(), Map.of(name, value));
    }

    private static HttpResponse<String> post(TestingIngest ingest, String path) {
        return ingest.send(
                ingest.request(path).POST(BodyPublishers.ofString(EVENT)).build());
    }
}
