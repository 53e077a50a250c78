package clickstream.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Held against the signer of the SDK. */
class RequestSignatureTest {

    private static final AwsCredentialsIdentity USER = AwsCredentialsIdentity.create("AKIAUSER", "secret/of+the user");
    private static final AwsCredentialsIdentity ROLE =
            AwsSessionCredentialsIdentity.create("ASIAROLE", "another", "token+of/the==session");
    private static final String REGION = "ap-southeast-1";
    private static final Instant TIME = Instant.parse("2026-11-20T13:59:59.9Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://raw.s3.ap-southeast-1.amazonaws.com/",
                "http://127.0.0.1:9000/raw/",
                "http://[::1]:9000/raw/"
            })
    void isThatOfTheSdk(String base) {
        for (AwsCredentialsIdentity identity : List.of(USER, ROLE)) {
            URI uri = URI.create(base + "events/2026/11/20/13/a-b_c.json.gz");
            assertThat(authorization(signature(uri, Clock.fixed(TIME, ZoneOffset.UTC)), uri, identity))
                    .isEqualTo(bySdk(uri, identity, TIME));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://raw.s3.ap-southeast-1.amazonaws.com/, application/json, *",
        "http://127.0.0.1:9000/raw/,                   application/gzip, ''",
        "https://[::1]:443/raw/,                       application/json, *",
    })
    void thatOfAPutIsThatOfTheSdk(String base, String type, String condition) {
        URI uri = URI.create(base + "events/2026/11/20/13/event-1.json");
        byte[] bytes = "{}".getBytes(UTF_8);
        Clock clock = Clock.fixed(TIME, ZoneOffset.UTC);
        for (AwsCredentialsIdentity identity : List.of(USER, ROLE)) {
            SdkHttpRequest.Builder plain =
                    SdkHttpRequest.builder().method(SdkHttpMethod.PUT).uri(uri).putHeader("Content-Type", type);
            if (!condition.isEmpty()) {
                plain.putHeader("If-None-Match", condition);
            }
            Map<String, String> bySdk = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            signedBySdk(plain.build(), bytes, identity, TIME)
                    .forEachHeader((name, values) -> bySdk.put(name, String.join(",", values)));
            assertThat(bySdk.remove("Host")).isEqualTo(PresignedUrl.host(uri));

            String[] headers = new RequestSignature(PresignedUrl.host(uri), REGION, clock)
                    .put(uri.getRawPath(), type, condition, RequestSignature.sha256(bytes), identity);

            Map<String, String> ours = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int i = 0; i < headers.length; i += 2) {
                ours.put(headers[i], headers[i + 1]);
            }
            assertThat(ours).isEqualTo(bySdk);
        }
    }

    @Test
    void followsTheTimeAndTheCredentials() {
        URI uri = URI.create("https://raw.s3.amazonaws.com/events/2026/11/20/13/a");
        AtomicReference<Instant> now = new AtomicReference<>(TIME);
        RequestSignature signature = signature(uri, ((InstantSource) now::get).withZone(ZoneOffset.UTC));
        for (String time : List.of("2026-11-20T23:59:59Z", "2026-11-21T00:00:00Z", "2026-11-21T00:00:00.5Z")) {
            now.set(Instant.parse(time));
            for (AwsCredentialsIdentity identity : List.of(USER, ROLE, USER)) {
                assertThat(authorization(signature, uri, identity))
                        .isEqualTo(bySdk(uri, identity, Instant.parse(time)));
            }
        }
    }

    @Test
    void theRequestHasItsHostAndItsSessionAndEndsWithAnEmptyLine() {
        URI uri = URI.create("http://127.0.0.1:9000/raw/events/2026/11/20/13/a");
        String request =
                new String(signature(uri, Clock.fixed(TIME, ZoneOffset.UTC)).get(uri.getRawPath(), ROLE), UTF_8);
        assertThat(request)
                .startsWith("GET /raw/events/2026/11/20/13/a HTTP/1.1\r\n")
                .contains("\r\nhost:127.0.0.1:9000\r\n", "\r\nx-amz-security-token:token+of/the==session\r\n")
                .endsWith("\r\n\r\n");
    }

    private static RequestSignature signature(URI uri, Clock clock) {
        return new RequestSignature(uri.getRawAuthority(), REGION, clock);
    }

    private static String authorization(RequestSignature signature, URI uri, AwsCredentialsIdentity identity) {
        return new String(signature.get(uri.getRawPath(), identity), UTF_8)
                .lines()
                .filter(line -> line.startsWith("authorization:"))
                .map(line -> line.substring("authorization:".length()))
                .findFirst()
                .orElseThrow();
    }

    private static String bySdk(URI uri, AwsCredentialsIdentity identity, Instant time) {
        SdkHttpRequest request =
                SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(uri).build();
        return signedBySdk(request, new byte[0], identity, time)
                .firstMatchingHeader("Authorization")
                .orElseThrow();
    }

    private static SdkHttpRequest signedBySdk(
            SdkHttpRequest request, byte[] body, AwsCredentialsIdentity identity, Instant time) {
        return AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, REGION)
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)))
                .request();
    }
}
