package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.TestingAwsSettings;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import clickstream.testing.TestingSecrets;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What senders are answered where a secret says who is let in: before it could be read, once it was, and after it has changed. */
final class ConfigSecretTest {

    private static final String EVENT = "{\"eventName\":\"click\"}";
    private static final String SHOP = "https://shop.example";

    private final TestingS3 s3 = TestingS3.start();
    private final TestingSecrets secrets = TestingSecrets.start();
    private final TestingAwsSettings aws = TestingAwsSettings.set(Map.of(
            "aws.endpointUrlSecretsManager",
            secrets.endpoint(),
            "aws.accessKeyId",
            "AKIATESTING",
            "aws.secretAccessKey",
            "s3cret-of-aws"));
    private volatile Instant now = Instant.now();
    private final TestingIngest ingest = TestingIngest.start(
            s3.environment(),
            Map.of("APP_CONFIG", TestingSecrets.ARN, "INGEST_ALLOWED_ORIGINS", SHOP, "INGEST_LINGER", "0ms"),
            () -> now);

    @AfterEach
    void stop() {
        ingest.close();
        aws.close();
        secrets.close();
        s3.close();
    }

    @Test
    void beforeItCouldBeReadEachSenderIsToldToComeAgain() throws InterruptedException {
        secrets.fail(400, "AccessDeniedException", "no");

        for (String path : new String[] {"/clickstream", "/events", "/uploads", "/none"}) {
            HttpResponse<String> answer = ingest.postTo(path, EVENT, "Origin", SHOP);
            assertThat(answer.statusCode()).as(path).isEqualTo(503);
            assertThat(answer.body())
                    .startsWith("{\"success\":false,\"code\":\"not_configured\",\"message\":")
                    .contains("\"requestId\":");
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
            // Or a page would take it for a broken network, and could not read for how long.
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(SHOP);
            assertThat(answer.headers().firstValue("Access-Control-Expose-Headers"))
                    .hasValue("Retry-After");
        }
        assertThat(ingest.send(ingest.request("/events")
                                .method("OPTIONS", BodyPublishers.noBody())
                                .build())
                        .statusCode())
                .isEqualTo(503);
        assertThat(ingest.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(ingest.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(s3.keys("")).isEmpty();

        secrets.put("{\"key\":\"k-1\"}");
        await(Duration.ofSeconds(5), () -> ingest.get("/health/ready").statusCode() == 200);
        assertThat(ingest.post(EVENT, "x-api-key", "k-1").statusCode()).isEqualTo(200);
        assertThat(ingest.post(EVENT).statusCode()).isEqualTo(401);
        assertThat(s3.keys("events/")).hasSize(1);
    }

    @Test
    void whatItSaysNowCountsWithoutAnotherStartAndWhatIsWrongDoesNot() throws InterruptedException {
        secrets.put("{\"key\":\"k-1\",\"allowedOrigins\":\"https://other.example\"}");
        await(Duration.ZERO, () -> isAdmitted("k-1"));
        assertThat(ingest.post(EVENT, "x-api-key", "k-1", "Origin", SHOP)
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .isEmpty();

        secrets.put("{\"key\":[]}");
        int requests = secrets.requests();
        await(Duration.ofMinutes(5), () -> isAdmitted("k-1") && secrets.requests() > requests + 1);
        assertThat(isAdmitted("k-1")).isTrue();
        assertThat(ingest.post(EVENT).statusCode()).isEqualTo(401);

        secrets.put("{\"key\":\"k-2\"}");
        await(Duration.ofMinutes(5), () -> isAdmitted("k-2"));
        assertThat(isAdmitted("k-1")).isFalse();
    }

    private boolean isAdmitted(String key) {
        return ingest.post(EVENT, "x-api-key", key).statusCode() == 200;
    }

    /** It is read beside the request that finds it stale, so a later one sees what it says. */
    private void await(Duration step, BooleanSupplier condition) throws InterruptedException {
        for (int waited = 0; !condition.getAsBoolean(); waited += 20) {
            assertThat(waited).as("milliseconds").isLessThan(10_000);
            now = now.plus(step);
            Thread.sleep(20);
        }
    }
}
