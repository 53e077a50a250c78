package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.SaidLines;
import clickstream.testing.TestingAssets;
import clickstream.testing.TestingAssets.Stored;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import clickstream.testing.TestingUserPool;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code POST /uploads} permits, to whom, and what S3 takes by it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UploadsPathTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String IMAGE = "PNG, more or less.";
    private static final String PNG = "{\"contentType\":\"image/png\",\"contentLength\":18,\"productId\":\"p-1\"}";
    private static final String UUID_PATTERN = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    private final TestingS3 s3 = TestingS3.start();
    private final TestingAssets assets = TestingAssets.start();
    private final TestingUserPool pool = TestingUserPool.start();
    private final SaidLines said = SaidLines.open();
    private final TestingIngest ingest = start(Map.of("INGEST_UPLOAD_ROLES", "admin,editor"));
    private final String editor =
            pool.token(claims -> claims.subject("u-1").claim("cognito:groups", List.of("reader", "editor")));

    private TestingIngest start(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(assets.environment());
        environment.put("INGEST_USER_POOL", pool.issuer());
        environment.put("INGEST_AUDIENCES", TestingUserPool.AUDIENCE);
        environment.putAll(settings);
        return TestingIngest.start(s3.environment(), environment);
    }

    @BeforeEach
    void empty() {
        assets.fail(0);
        said.clear();
    }

    @AfterAll
    void stop() {
        ingest.close();
        said.close();
        pool.close();
        assets.close();
        s3.close();
    }

    @Test
    void anImageGoesStraightToItsBucketInThreeSteps() {
        JsonNode permit = permit(PNG);

        assertThat(names(permit)).containsExactly("expiresAt", "headers", "key", "method", "success", "url");
        String key = permit.path("key").asString();
        assertThat(key).matches("products/p-1/%s\\.png".formatted(UUID_PATTERN));
        assertThat(permit.path("method").asString()).isEqualTo("PUT");
        assertThat(permit.path("headers").toString())
                .isEqualTo(
                        "{\"Content-Type\":\"image/png\",\"If-None-Match\":\"*\",\"x-amz-meta-announced-length\":\"18\"}");
        assertThat(Instant.parse(permit.path("expiresAt").asString()))
                .isBetween(Instant.now().plusSeconds(290), Instant.now().plusSeconds(300));
        assertThat(put(permit, IMAGE, Map.of())).isEqualTo(200);
        assertThat(complete(key).body())
                .isEqualTo(
                        "{\"success\":true,\"url\":\"https://images.example/%s\",\"key\":\"%s\"}".formatted(key, key));

        assertThat(object(key).contentType()).isEqualTo("image/png");
        assertThat(object(key).bytes()).isEqualTo(IMAGE);
        assertThat(s3.keys("")).isEmpty();
        assertThat(said.lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("{\"type\":\"authentication\",\"method\":\"POST\",\"path\":\"/uploads\","),
                        line -> assertThat(line)
                                .startsWith(
                                        "{\"type\":\"upload\",\"method\":\"POST\",\"path\":\"/uploads\",\"statusCode\":200,")
                                .endsWith(
                                        "\"outcome\":\"announced\",\"userId\":\"u-1\",\"key\":\"%s\",\"contentType\":\"image/png\",\"contentLength\":18}"
                                                .formatted(key)),
                        line -> assertThat(line).startsWith("{\"type\":\"authentication\","),
                        line -> assertThat(line)
                                .contains("\"outcome\":\"completed\",", "\"key\":\"%s\"".formatted(key)));
        assertThat(said.lines()).noneMatch(line -> line.contains("Signature"));
    }

    @ParameterizedTest
    @CsvSource({"image/png, png", "image/jpeg, jpg", "image/webp, webp", "image/avif, avif"})
    void eachTypeHasItsEnding(String type, String extension) {
        assertThat(permit("{\"contentType\":\"%s\",\"contentLength\":5242880,\"productId\":null}".formatted(type))
                        .path("key")
                        .asString())
                .matches("products/%s\\.%s".formatted(UUID_PATTERN, extension));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{}                                                              | 415 | unsupported_image_type",
                "{\"contentType\":\"image/svg+xml\",\"contentLength\":5}         | 415 | unsupported_image_type",
                "{\"contentType\":\"text/html\",\"contentLength\":5}             | 415 | unsupported_image_type",
                "{\"contentType\":\"image/png; x\",\"contentLength\":5}          | 415 | unsupported_image_type",
                "{\"contentType\":[\"image/png\"],\"contentLength\":5}           | 415 | unsupported_image_type",
                "{\"contentType\":\"image/png\"}                                 | 400 | bad_content_length",
                "{\"contentType\":\"image/png\",\"contentLength\":0}             | 400 | bad_content_length",
                "{\"contentType\":\"image/png\",\"contentLength\":-1}            | 400 | bad_content_length",
                "{\"contentType\":\"image/png\",\"contentLength\":1.5}           | 400 | bad_content_length",
                "{\"contentType\":\"image/png\",\"contentLength\":\"5\"}         | 400 | bad_content_length",
                "{\"contentType\":\"image/png\",\"contentLength\":5242881}       | 413 | upload_too_large",
                "{\"contentType\":\"image/png\",\"contentLength\":99999999999999999999} | 413 | upload_too_large",
                "{\"contentType\":\"image/png\",\"contentLength\":5,\"productId\":\"../x\"} | 400 | bad_product_id",
                "{\"contentType\":\"image/png\",\"contentLength\":5,\"productId\":\"a/b\"} | 400 | bad_product_id",
                "{\"contentType\":\"image/png\",\"contentLength\":5,\"productId\":\"a%2fb\"} | 400 | bad_product_id",
                "{\"contentType\":\"image/png\",\"contentLength\":5,\"productId\":7} | 400 | bad_product_id",
                "[]                                                              | 400 | malformed_json",
                "{\"contentType\":\"image/png\",\"contentLength\":5} {}          | 400 | malformed_json",
                "{\"contentType\":                                               | 400 | malformed_json",
            })
    void theseAreRefused(String body, int status, String code) {
        HttpResponse<String> answer = post("/uploads", body, editor);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).startsWith("{\"success\":false,\"code\":\"%s\",".formatted(code));
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(said.lines()).last().asString().contains("\"type\":\"refusal\"", "\"code\":\"%s\"".formatted(code));
    }

    @Test
    void whoHasNoTokenOrNoRoleMayNot() {
        for (String path : List.of("/uploads", "/uploads/complete")) {
            HttpResponse<String> guest = ingest.postTo(path, PNG);
            assertThat(guest.statusCode()).isEqualTo(401);
            assertThat(guest.body()).contains("\"code\":\"token_required\"");
            assertThat(guest.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            assertThat(post(path, PNG, pool.token("u-2")).statusCode()).isEqualTo(403);
            assertThat(post(path, PNG, pool.token(claims -> claims.claim("cognito:groups", List.of("reader"))))
                            .body())
                    .contains("\"code\":\"forbidden\"");
            assertThat(post(path, PNG, editor + "x").statusCode()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IMAGE + "!", "PNG, more or less", ""})
    void anotherLengthIsRefused(String bytes) {
        assertThat(put(permit(PNG), bytes, Map.of())).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type, text/html",
        "If-None-Match, ''",
        "x-amz-meta-announced-length, 19",
        "x-amz-meta-more, 1",
        "x-amz-acl, public-read",
    })
    void otherHeadersAreRefused(String name, String value) {
        assertThat(put(permit(PNG), IMAGE, Map.of(name, value))).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "/p-1/, /p-2/",
        "%3Bhost, ''",
        "X-Amz-Expires=300, X-Amz-Expires=3000",
        "X-Amz-Date=2, X-Amz-Date=3",
        "AKIATESTING, AKIAOTHER",
    })
    void anotherAddressIsRefused(String part, String inItsPlace) {
        JsonNode permit = permit(PNG);
        String url = permit.path("url").asString();

        assertThat(url).contains(part);
        assertThat(put(url.replace(part, inItsPlace), permit, IMAGE, Map.of())).isEqualTo(403);
    }

    @Test
    void anExpiredPermitIsRefused() {
        try (TestingIngest before = TestingIngest.start(
                s3.environment(), settings(), () -> Instant.now().minusSeconds(301))) {
            HttpResponse<String> answer = before.postTo("/uploads", PNG, "Authorization", "Bearer " + editor);
            assertThat(put(JSON.readTree(answer.body()), IMAGE, Map.of())).isEqualTo(403);
        }
    }

    @Test
    void nothingIsPutOverWhatIsThere() {
        JsonNode permit = permit(PNG);
        assertThat(put(permit, IMAGE, Map.of())).isEqualTo(200);

        assertThat(put(permit, "PNG, another image", Map.of())).isEqualTo(412);
        assertThat(object(permit.path("key").asString()).bytes()).contains("more or less");
    }

    @Test
    void whatHasNotComeOrIsAnotherIsNotCompleted() {
        String key = permit(PNG).path("key").asString();
        assertThat(complete(key).body()).contains("\"code\":\"not_uploaded\"");
        assertThat(complete(key).statusCode()).isEqualTo(404);

        Map<String, String> eight = Map.of("x-amz-meta-announced-length", "8");
        for (Stored other : List.of(
                new Stored("text/html", "12345678", eight),
                new Stored("image/jpeg", "12345678", eight),
                new Stored("image/png", "123456789", eight),
                new Stored("image/png", "12345678", Map.of()))) {
            assets.put(key, other);
            assertThat(complete(key).statusCode()).isEqualTo(409);
        }
        assets.put(key, new Stored("image/png", "12345678", eight));
        assertThat(complete(key).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "events/2026/11/20/13/event-1.json",
                "products/x.png",
                "products/../products/7f0c4a51-7a3e-4a6f-9d0e-2b1f6c0a1d11.png",
                "products/7f0c4a51-7a3e-4a6f-9d0e-2b1f6c0a1d11.svg",
                "products/7f0c4a51-7a3e-4a6f-9d0e-2b1f6c0a1d11.png?versionId=1",
            })
    void onlyKeysThatWereMadeHereAreLookedAt(String key) {
        assertThat(complete(key).body()).contains("\"code\":\"bad_key\"");
    }

    @ParameterizedTest
    @CsvSource({
        "404, 404, not_uploaded",
        "403, 503, uploads_unavailable",
        "500, 503, uploads_unavailable",
        "301, 503, uploads_unavailable",
    })
    void whatS3RefusesIsSaidAndAWrongRoleIsNoMissingImage(int theirs, int ours, String code) {
        String key = permit(PNG).path("key").asString();
        assets.fail(theirs);
        HttpResponse<String> answer = complete(key);

        assertThat(answer.statusCode()).isEqualTo(ours);
        assertThat(answer.body()).contains("\"code\":\"%s\"".formatted(code));
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(ours == 503);
    }

    @Test
    void withoutABucketThereAreNone() {
        try (TestingIngest without = TestingIngest.start(s3.environment(), Map.of())) {
            assertThat(without.postTo("/uploads", PNG, "Authorization", "Bearer " + editor)
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aBrowserMayAskForOne() {
        HttpResponse<String> answer = ingest.send(ingest.request("/uploads/complete")
                .method("OPTIONS", BodyPublishers.noBody())
                .headers("Origin", "https://shop.example", "Access-Control-Request-Method", "POST")
                .build());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("authorization");
        assertThat(ingest.get("/uploads").statusCode()).isEqualTo(405);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(assets.environment());
        settings.put("INGEST_USER_POOL", pool.issuer());
        settings.put("INGEST_AUDIENCES", TestingUserPool.AUDIENCE);
        settings.put("INGEST_UPLOAD_ROLES", "editor");
        return settings;
    }

    private HttpResponse<String> post(String path, String body, String token) {
        return ingest.postTo(path, body, "Authorization", "Bearer " + token);
    }

    private JsonNode permit(String body) {
        HttpResponse<String> answer = post("/uploads", body, editor);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> complete(String key) {
        return post("/uploads/complete", JSON.writeValueAsString(Map.of("key", key)), editor);
    }

    private int put(JsonNode permit, String bytes, Map<String, String> others) {
        return put(permit.path("url").asString(), permit, bytes, others);
    }

    /** Sends it as its permit says, with other headers in the place of those there, or none where they are empty. */
    private int put(String url, JsonNode permit, String bytes, Map<String, String> others) {
        Map<String, String> headers = new TreeMap<>();
        permit.path("headers").forEachEntry((name, value) -> headers.put(name, value.asString()));
        headers.putAll(others);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofString(bytes));
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.header(name, value);
            }
        });
        return ingest.send(request.build()).statusCode();
    }

    private Stored object(String key) {
        @Nullable Stored stored = assets.object(key);
        assertThat(stored).as(key).isNotNull();
        return stored == null ? new Stored("", "", Map.of()) : stored;
    }

    private static List<String> names(JsonNode object) {
        return object.propertyNames().stream().sorted().toList();
    }
}
