package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.SaidLines;
import clickstream.testing.StoredEvents;
import clickstream.testing.TestingAssets;
import clickstream.testing.TestingAwsSettings;
import clickstream.testing.TestingBrowser;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingPages;
import clickstream.testing.TestingS3;
import clickstream.testing.TestingSecrets;
import clickstream.testing.TestingUserPool;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The second shop, whole and on local servers: a browser on its pages sends events as a guest and as a user, and uploads an image; who is let
 * in stands in a secret of Secrets Manager alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecondShopTest {

    private static final JsonMapper JSON = new JsonMapper();

    /** With nothing of the ingest's but its address, the site's key, and the user's token where there is one. */
    private static final String PAGE = """
            <!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Cửa hàng thứ hai</title>
            <script type="module">
              import { flush } from "INGEST/clickstream.js";
              import { init } from "INGEST/events.js";
              import { createShop } from "INGEST/shop.js";
              import { uploadImage } from "INGEST/uploads.js";
              const token = "TOKEN";
              init({ endpoint: "INGEST/events", token, key: "site-key" });
              const shop = createShop({ productFields: "flat" });
              const product = { id: 7, name: "Áo thun", category: "Áo", brand: { name: "Mây" }, price: "199000", urlPath: "/p/7" };
              window.view = async () => { shop.productView(product); await flush(); };
              window.upload = () => uploadImage(new Blob(["an image"], { type: "image/webp" }),
                { endpoint: "INGEST/uploads", token, productId: "7", key: "site-key" });
            </script>
            <button>Mua</button>""";

    // First: where there is no browser there need be no servers.
    private final TestingBrowser browser = TestingBrowser.start();
    private final TestingS3 s3 = TestingS3.start();
    private final TestingAssets assets = TestingAssets.start();
    private final TestingUserPool pool = TestingUserPool.start();
    private final TestingSecrets secrets = TestingSecrets.start();
    private final TestingAwsSettings aws = TestingAwsSettings.set(Map.of(
            "aws.endpointUrlSecretsManager",
            secrets.endpoint(),
            "aws.accessKeyId",
            "AKIATESTING",
            "aws.secretAccessKey",
            "s3cret-of-aws"));
    private final SaidLines said = SaidLines.open();
    private final SaidLines log = SaidLines.log();
    private final TestingIngest ingest = TestingIngest.start(s3.environment(), environment());
    private final String token = pool.token(claims -> claims.subject("u-1").claim("cognito:groups", List.of("admin")));
    private final TestingPages pages = TestingPages.start(
            Map.of("/", PAGE.replace("TOKEN", ""), "/user", PAGE.replace("TOKEN", token)),
            "INGEST",
            ingest.address().toString());
    private JsonNode uploaded = JSON.nullNode();

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(assets.environment());
        environment.put("APP_CONFIG", TestingSecrets.ARN);
        return environment;
    }

    @BeforeAll
    void visit() throws InterruptedException {
        String origin = pages.address().toString().replaceFirst("/$", "");
        assets.allow(origin);
        secrets.put(JSON.writeValueAsString(Map.of(
                "allowedOrigins", List.of(origin),
                "key", "site-key",
                "userPool", pool.issuer(),
                "audiences", List.of(TestingUserPool.AUDIENCE))));
        browser.open(pages.address());
        browser.await("window.view");
        browser.click("button");
        browser.evaluate("view()");
        StoredEvents.await(s3, 3);
        browser.open(pages.address().resolve("/user"));
        browser.await("window.view");
        browser.evaluate("view()");
        StoredEvents.await(s3, 5);
        uploaded = browser.evaluate("upload()");
        assertThat(browser.console()).isEmpty();
    }

    @AfterAll
    void stop() {
        browser.close();
        pages.close();
        ingest.close();
        log.close();
        said.close();
        aws.close();
        secrets.close();
        pool.close();
        assets.close();
        s3.close();
    }

    @Test
    void eventsAreFiredFromABrowserAndStored() {
        assertThat(events().stream()
                        .map(event -> "%s %s %s"
                                .formatted(
                                        event.path("eventName").asString(),
                                        event.path("userId").asString("guest"),
                                        event.path("identitySource").asString())))
                .containsExactlyInAnyOrder(
                        "page_view guest guest",
                        "click guest guest",
                        "product_view guest guest",
                        "page_view u-1 token",
                        "product_view u-1 token");
        assertThat(events())
                .extracting(event -> event.path("clientId").asString())
                .containsOnly(client());
    }

    @Test
    void anImageGoesUpThroughItsPresignedUrl() {
        String key = uploaded.path("key").asString();

        assertThat(key).matches("products/7/[-0-9a-f]{36}\\.webp");
        assertThat(uploaded.path("url").asString()).isEqualTo("https://images.example/" + key);
        assertThat(assets.object(key)).satisfies(stored -> {
            assertThat(stored.bytes()).isEqualTo("an image");
            assertThat(stored.contentType()).isEqualTo("image/webp");
        });
        assertThat(s3.keys("products/")).isEmpty();
    }

    @Test
    void theStructuredLinesHaveIdentityAndProduct() {
        List<JsonNode> lines = said.lines().stream().map(JSON::readTree).toList();

        assertThat(lines.stream()
                        .filter(line -> line.path("eventName").asString("").equals("product_view"))
                        .map(line -> "%s %s %s %s %s %s %s %s"
                                .formatted(
                                        line.path("type").asString(),
                                        line.path("identitySource").asString(),
                                        line.path("userId").asString("-"),
                                        line.path("clientId").asString().equals(client()),
                                        line.path("productId").asString(),
                                        line.path("name").asString(),
                                        line.path("price").asInt(),
                                        line.path("statusCode").asInt())))
                .containsExactlyInAnyOrder(
                        "event guest - true 7 Áo thun 199000 200", "event token u-1 true 7 Áo thun 199000 200");
        assertThat(lines.stream()
                        .filter(line -> line.path("type").asString().equals("upload"))
                        .map(line -> "%s %s"
                                .formatted(
                                        line.path("outcome").asString(),
                                        line.path("userId").asString())))
                .containsExactly("announced u-1", "completed u-1");
        assertThat(lines).allMatch(line -> line.path("requestId").asString("").length() == 36);
    }

    @Test
    void whoIsLetInIsWhatTheSecretSaysAndNothingElse() {
        assertThat(secrets.requests()).isPositive();
        assertThat(environment()).doesNotContainKeys("INGEST_KEY", "INGEST_USER_POOL", "INGEST_ALLOWED_ORIGINS");
        assertThat(ingest.postEvents("{\"eventName\":\"click\"}").statusCode()).isEqualTo(401);
        assertThat(ingest.postEvents("{\"eventName\":\"click\"}", "x-api-key", "another")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void nothingSecretStandsInTheLinesOrInTheLog() {
        assertThat(said.lines()).isNotEmpty();
        assertThat(log.lines())
                .anyMatch(line -> line.contains("status=200") && line.contains(" key=events/"))
                .anyMatch(line -> line.contains("status=200") && line.contains(" key=products/"))
                .anyMatch(line -> line.contains("says who is let in"));
        String signature = token.substring(token.lastIndexOf('.') + 1);
        for (String secret : List.of(
                "site-key",
                token,
                signature,
                "X-Amz-Signature",
                "s3cret-of-aws",
                s3.environment().getOrDefault("AWS_SECRET_ACCESS_KEY", ""))) {
            assertThat(said.lines()).as(secret).noneMatch(line -> line.contains(secret));
            assertThat(log.lines()).as(secret).noneMatch(line -> line.contains(secret));
        }
    }

    @Test
    void corsHoldsFromThePageToTheIngestAndTheBucketAndForNoOtherPage() throws InterruptedException {
        try (TestingPages others = TestingPages.start(
                Map.of("/", "<!doctype html><link rel=\"icon\" href=\"data:,\"><p>another shop</p>"), "-", "-")) {
            browser.open(others.address());
            for (URI target : List.of(
                    ingest.address().resolve("/events"), ingest.address().resolve("/uploads"))) {
                assertThat(browser.evaluate("""
                                fetch("%s", { method: "POST", body: "{}", headers: { authorization: "Bearer x" } })
                                  .then((answer) => answer.status, (e) => e.name)""".formatted(target)).asString()).isEqualTo("TypeError");
            }
            JsonNode permit = permit();
            String put = """
                    fetch("%s", { method: "PUT", body: "an image", headers: %s })
                      .then((answer) => answer.status, (e) => e.name)""".formatted(permit.path("url").asString(), permit.path("headers"));
            String key = permit.path("key").asString();
            assertThat(browser.evaluate(put).asString()).isEqualTo("TypeError");
            assertThat(assets.object(key)).as("what another page puts").isNull();
            assertThat(putOutsideOfABrowser(permit))
                    .as("nothing but CORS was in the way")
                    .isEqualTo(200);
        }
    }

    /** For an image of the same bytes, as the shop's page gets one. */
    private JsonNode permit() {
        HttpResponse<String> answer = ingest.postTo(
                "/uploads",
                "{\"contentType\":\"image/webp\",\"contentLength\":8}",
                "Authorization",
                "Bearer " + token,
                "x-api-key",
                "site-key");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private int putOutsideOfABrowser(JsonNode permit) {
        HttpRequest.Builder put = HttpRequest.newBuilder(
                        URI.create(permit.path("url").asString()))
                .PUT(BodyPublishers.ofString("an image"));
        permit.path("headers").forEachEntry((name, value) -> put.header(name, value.asString()));
        return ingest.send(put.build()).statusCode();
    }

    private String client() {
        return events().getFirst().path("clientId").asString();
    }

    private List<JsonNode> events() {
        return StoredEvents.lines(s3).stream().map(JSON::readTree).toList();
    }
}
