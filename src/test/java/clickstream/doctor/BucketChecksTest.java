package clickstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.doctor.Doctor.Check;
import clickstream.s3.RawBucket;
import clickstream.testing.TestingS3;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

class BucketChecksTest {

    private static final ExecutionInterceptor NOTHING = new ExecutionInterceptor() {};

    private static TestingS3 s3;

    @BeforeAll
    static void start() {
        s3 = TestingS3.start();
    }

    @AfterAll
    static void stop() {
        s3.close();
    }

    @BeforeEach
    void putObjects() {
        for (String key : s3.keys("")) {
            s3.delete(key);
        }
        s3.put("events/2026/11/20/13/", new byte[0]);
        s3.put("events/2026/11/20/13/a", "{}".getBytes(StandardCharsets.UTF_8));
        s3.put("events/2026/11/20/13/b", "{}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aBucketThatIsRightIsOkInEveryLine() {
        s3.counts().reset();
        assertThat(check(NOTHING))
                .containsExactly(
                        "ok AWS credentials: access key AKIATESTING",
                        "ok list: s3://raw-events/events/ in region ap-southeast-1",
                        "ok clock: that of S3",
                        "ok order: 3 objects are listed in that of UTF-8 bytes",
                        "ok get: s3://raw-events/events/2026/11/20/13/a");
        assertThat(s3.counts().lists() + s3.counts().gets()).isEqualTo(3);
    }

    @Test
    void anEmptyBucketIsOkAndSaysThatThereIsNothingToRead() {
        for (String key : s3.keys("")) {
            s3.delete(key);
        }
        assertThat(check(NOTHING))
                .contains(
                        "ok list: s3://raw-events/events/ in region ap-southeast-1, which has no object yet",
                        "ok get: not tried, for there is nothing to read yet")
                .allMatch(line -> line.startsWith("ok "));
    }

    @Test
    void aBucketThatIsMissingIsNamed() {
        assertThat(check("absent-bucket", s3.endpoint(), NOTHING))
                .anyMatch(line -> line.startsWith("wrong list: s3://absent-bucket/events/: 404 NoSuchBucket")
                        && line.endsWith("; is RAW_BUCKET_NAME right?"))
                .contains("ok clock: that of S3");
    }

    @Test
    void anEndpointThatDoesNotAnswerIsWrong() {
        assertThat(check(s3.bucket(), URI.create("http://127.0.0.1:1"), NOTHING))
                .last()
                .asString()
                .startsWith("wrong list: s3://raw-events/events/: ")
                .contains("AWS_ENDPOINT_URL_S3");
    }

    @Test
    void credentialsThatAreNotFoundEndTheChecks() {
        AwsCredentialsProvider none = () -> {
            throw SdkClientException.create("Unable to load credentials from any of the providers in the chain");
        };
        assertThat(check(none, s3.bucket(), s3.endpoint(), NOTHING))
                .containsExactly(
                        "wrong AWS credentials: no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine or task a role");
    }

    @Test
    void credentialsThatAreWrongAreNamedWithoutTheSecret() {
        assertThat(check(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(s3.accessKey(), "guessed-secret")),
                        s3.bucket(),
                        s3.endpoint(),
                        NOTHING))
                .anyMatch(line -> line.startsWith("wrong list: ") && line.contains("are the AWS credentials right?"))
                .noneMatch(line -> line.contains("guessed-secret"));
    }

    @ParameterizedTest
    @CsvSource({
        "0,   'ok clock: that of S3'",
        "-45, 'ok clock: this machine is .. s ahead of S3; that will do.*'",
        "45,  'ok clock: this machine is .. s behind S3; that will do.*'",
        "-400, 'wrong clock: this machine is 4.. s ahead of S3; set it.*'",
        "4000, 'wrong clock: this machine is [34],... s behind S3; set it.*'"
    })
    void theClockIsComparedWithTheDateOfTheAnswer(int seconds, String said) {
        ExecutionInterceptor otherClock = new ExecutionInterceptor() {
            @Override
            public SdkHttpResponse modifyHttpResponse(
                    Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
                String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        Instant.now().plusSeconds(seconds).atOffset(ZoneOffset.UTC));
                return context.httpResponse().toBuilder()
                        .putHeader("Date", date)
                        .build();
            }
        };
        assertThat(check(otherClock)).anyMatch(line -> line.matches(said));
    }

    @Test
    void aListingOutOfOrderIsWrong() {
        ExecutionInterceptor reversed = new ExecutionInterceptor() {
            @Override
            public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
                return context.response() instanceof ListObjectsV2Response listing
                        ? listing.toBuilder()
                                .contents(listing.contents().reversed())
                                .build()
                        : context.response();
            }
        };
        assertThat(check(reversed))
                .anyMatch(line -> line.startsWith(
                        "wrong order: events/2026/11/20/13/a is listed after events/2026/11/20/13/b; "));
    }

    @Test
    void aMissingRightToReadIsNamed() {
        ExecutionInterceptor denied = new ExecutionInterceptor() {
            @Override
            public SdkHttpResponse modifyHttpResponse(
                    Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
                return context.request() instanceof GetObjectRequest
                        ? context.httpResponse().toBuilder().statusCode(403).build()
                        : context.httpResponse();
            }

            @Override
            public Optional<InputStream> modifyHttpResponseContent(
                    Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
                return context.request() instanceof GetObjectRequest
                        ? Optional.of(new ByteArrayInputStream(
                                "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
                                        .getBytes(StandardCharsets.UTF_8)))
                        : context.responseBody();
            }
        };
        assertThat(check(denied))
                .last()
                .asString()
                .startsWith("wrong get: s3://raw-events/events/2026/11/20/13/a: 403 AccessDenied: Access Denied; ")
                .contains("s3:GetObject");
    }

    private static List<String> check(ExecutionInterceptor interceptor) {
        return check(s3.bucket(), s3.endpoint(), interceptor);
    }

    private static List<String> check(String bucket, URI endpoint, ExecutionInterceptor interceptor) {
        return check(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(s3.accessKey(), s3.secretKey())),
                bucket,
                endpoint,
                interceptor);
    }

    private static List<String> check(
            AwsCredentialsProvider credentials, String bucket, URI endpoint, ExecutionInterceptor interceptor) {
        try (S3Client client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(s3.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(true)
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(overrides ->
                        overrides.apiCallTimeout(Duration.ofSeconds(20)).addExecutionInterceptor(interceptor))
                .build()) {
            List<Check> checks = new ArrayList<>();
            new BucketChecks(new RawBucket(client, bucket)).run(checks::add);
            return checks.stream()
                    .map(check -> (check.right() ? "ok " : "wrong ") + check.text())
                    .toList();
        }
    }
}
