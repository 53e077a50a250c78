package clickstream.ingest.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.TestingAssets;
import clickstream.testing.TestingLambda;
import clickstream.testing.TestingS3;
import clickstream.testing.TestingSecrets;
import clickstream.testing.TestingUserPool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The function of the second shop, as Lambda runs the jar: who is let in comes from a secret, and images go up by its permits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecondShopHandlerIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String SHOP = "https://shop.example";
    private static final String EVENT = "{\"eventName\":\"product_view\",\"productId\":\"p-1\"}";

    private final TestingS3 s3 = TestingS3.start();
    private final TestingAssets assets = TestingAssets.start();
    private final TestingUserPool pool = TestingUserPool.start();
    private final TestingSecrets secrets = TestingSecrets.start();
    private final String token = pool.token(claims -> claims.subject("u-1").claim("cognito:groups", List.of("admin")));

    /** Events are said alone, for both buckets are at the server of the images. */
    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(assets.environment());
        environment.put("AWS_ENDPOINT_URL_S3", assets.endpoint());
        environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.endpoint());
        environment.put("APP_CONFIG", TestingSecrets.ARN);
        environment.put("EVENTS_SINK", "log");
        return environment;
    }

    private String config() {
        return JSON.writeValueAsString(Map.of(
                "allowedOrigins",
                SHOP,
                "key",
                "site-key",
                "userPool",
                pool.issuer(),
                "audiences",
                TestingUserPool.AUDIENCE));
    }

    @AfterAll
    void stop() {
        secrets.close();
        pool.close();
        assets.close();
        s3.close();
    }

    @Test
    void itReadsItsSecretWithTheFirstRequestAndPermitsUploadsByIt() throws IOException, InterruptedException {
        secrets.put(config());
        int before = secrets.requests();
        try (TestingLambda lambda = TestingLambda.start(environment())) {
            lambda.awaitStart();
            assertThat(secrets.requests()).as("what a snapshot would hold").isEqualTo(before);

            assertThat(invoke(lambda, "/events", EVENT, "").path("statusCode").asInt())
                    .isEqualTo(401);
            JsonNode guest = invoke(lambda, "/events", EVENT, "site-key");
            assertThat(guest.path("statusCode").asInt()).as(guest.toString()).isEqualTo(200);
            assertThat(guest.path("headers").path("Access-Control-Allow-Origin").asString())
                    .isEqualTo(SHOP);

            // With a slash at its end as without.
            JsonNode permit = body(invoke(
                    lambda,
                    "/uploads/",
                    "{\"contentType\":\"image/png\",\"contentLength\":8,\"productId\":\"p-1\"}",
                    "site-key"));
            String key = permit.path("key").asString();
            assertThat(key).matches("products/p-1/[-0-9a-f]{36}\\.png");
            assertThat(put(permit)).isEqualTo(200);
            assertThat(body(invoke(
                                    lambda,
                                    "/uploads/complete",
                                    JSON.writeValueAsString(Map.of("key", key)),
                                    "site-key"))
                            .path("url")
                            .asString())
                    .isEqualTo("https://images.example/" + key);

            secrets.fail(500, "InternalServiceError", "later");
            assertThat(invoke(lambda, "/events", EVENT, "site-key")
                            .path("statusCode")
                            .asInt())
                    .isEqualTo(200);
            assertThat(secrets.requests()).as("kept for five minutes").isEqualTo(before + 1);
            assertThat(lambda.log())
                    .contains(
                            "\"productId\":\"p-1\",\"eventId\":", "\"identitySource\":\"token\"", "\"type\":\"event\"")
                    .contains("\"type\":\"upload\"", "\"outcome\":\"announced\"", "\"outcome\":\"completed\"")
                    .doesNotContain("site-key", token, "X-Amz-Signature", "s3cret");
        }
    }

    @Test
    void whileItsSecretWasNeverReadItTellsSendersToComeAgain() {
        secrets.fail(400, "AccessDeniedException", "no");
        try (TestingLambda lambda = TestingLambda.start(environment())) {
            for (String path : List.of("/events", "/uploads")) {
                JsonNode answer = invoke(lambda, path, EVENT, "site-key");
                assertThat(answer.path("statusCode").asInt()).as(path).isEqualTo(503);
                assertThat(answer.path("headers").path("Retry-After").asString())
                        .isEqualTo("5");
                assertThat(body(answer).path("code").asString()).isEqualTo("not_configured");
            }
            assertThat(lambda.log()).contains("the AWS role needs secretsmanager:GetSecretValue", "nobody is let in");
        }
    }

    private JsonNode invoke(TestingLambda lambda, String path, String body, String key) {
        return JSON.readTree(lambda.invoke(JSON.writeValueAsString(Map.of(
                "version",
                "2.0",
                "rawPath",
                path,
                "headers",
                Map.of(
                        "content-type",
                        "text/plain",
                        "origin",
                        SHOP,
                        "authorization",
                        "Bearer " + token,
                        "x-api-key",
                        key),
                "requestContext",
                Map.of(
                        "http",
                        Map.of("method", "POST", "path", path, "sourceIp", "203.0.113.9"),
                        "requestId",
                        "request-1",
                        "stage",
                        "$default"),
                "body",
                body,
                "isBase64Encoded",
                false))));
    }

    private static JsonNode body(JsonNode answer) {
        return JSON.readTree(answer.path("body").asString());
    }

    private static int put(JsonNode permit) throws IOException, InterruptedException {
        HttpRequest.Builder put = HttpRequest.newBuilder(
                        URI.create(permit.path("url").asString()))
                .PUT(BodyPublishers.ofString("an image"));
        permit.path("headers").forEachEntry((name, value) -> put.header(name, value.asString()));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(put.build(), BodyHandlers.discarding()).statusCode();
        }
    }
}
