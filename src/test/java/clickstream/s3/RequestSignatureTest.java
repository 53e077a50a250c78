package clickstream.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
                new String(signature(uri, Clock.fixed(TIME, ZoneOffset.UTC)).request(uri.getRawPath(), ROLE), UTF_8);
        assertThat(request)
                .startsWith("GET /raw/events/2026/11/20/13/a HTTP/1.1\r\n")
                .contains("\r\nhost:127.0.0.1:9000\r\n", "\r\nx-amz-security-token:token+of/the==session\r\n")
                .endsWith("\r\n\r\n");
    }

    private static RequestSignature signature(URI uri, Clock clock) {
        return new RequestSignature(uri.getRawAuthority(), "ap-southeast-1", clock);
    }

    private static String authorization(RequestSignature signature, URI uri, AwsCredentialsIdentity identity) {
        return new String(signature.request(uri.getRawPath(), identity), UTF_8)
                .lines()
                .filter(line -> line.startsWith("authorization:"))
                .map(line -> line.substring("authorization:".length()))
                .findFirst()
                .orElseThrow();
    }

    private static String bySdk(URI uri, AwsCredentialsIdentity identity, Instant time) {
        SdkHttpRequest request =
                SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(uri).build();
        return AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "ap-southeast-1")
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)))
                .request()
                .firstMatchingHeader("Authorization")
                .orElseThrow();
    }
}
