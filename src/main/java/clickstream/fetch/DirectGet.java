package clickstream.fetch;

import clickstream.event.ListedObject;
import clickstream.s3.ETags;
import clickstream.s3.RawBucket;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * Reads an object with one signed request, past the layers of {@code S3Client}, whose code takes a cold JVM longer to compile than the
 * requests take. It knows one answer, that the object is as it was listed; whatever else comes is left to the client, which asks again.
 * Thread-safe.
 */
final class DirectGet {

    /** Neither encoded in a path nor changed on the way; no empty part and none of dots. */
    private static final Pattern PLAIN_KEY =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    /** Buckets of other kinds, which are signed for in other ways, have a colon or this in their names. */
    private static final String DIRECTORY_BUCKET = "--x-s3";

    /** {@code SlowDown}, and what other stores say for it. */
    static final Set<Integer> ASKS_FOR_LESS = Set.of(503, 429);

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final SdkHttpClient http;
    private final URI base;
    private final String region;
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;
    private final long timeoutNanos;
    private final Runnable slowDown;

    private DirectGet(
            SdkHttpClient http,
            URI base,
            AwsServiceClientConfiguration configuration,
            Duration timeout,
            Runnable slowDown) {
        this.http = http;
        this.base = base;
        this.region = configuration.region().id();
        this.credentials = configuration.credentialsProvider();
        this.timeoutNanos = timeout.toNanos();
        this.slowDown = slowDown;
    }

    /**
     * Reads from {@code bucket}; null where it can only be read through its client.
     *
     * @param slowDown is told when S3 asks for fewer requests
     */
    static @Nullable DirectGet of(RawBucket bucket, Runnable slowDown) {
        SdkHttpClient http = bucket.http();
        if (http == null || bucket.name().contains(":") || bucket.name().endsWith(DIRECTORY_BUCKET)) {
            return null;
        }
        try {
            URI object = bucket.client()
                    .utilities()
                    .getUrl(url -> url.bucket(bucket.name()).key("key"))
                    .toURI();
            return new DirectGet(
                    http,
                    object.resolve("."),
                    bucket.client().serviceClientConfiguration(),
                    bucket.attemptTimeout(),
                    slowDown);
        } catch (URISyntaxException | SdkException e) {
            return null;
        }
    }

    /** The bytes of an object that is as it was listed; null where that is not so, or not to be seen by one request. */
    byte @Nullable [] bytes(ListedObject listed) {
        String key = listed.key();
        if (!PLAIN_KEY.matcher(key).matches()) {
            return null;
        }
        @Nullable Future<?> timeout = null;
        try {
            ExecutableHttpRequest request = http.prepareRequest(
                    HttpExecuteRequest.builder().request(signed(key)).build());
            // The socket's own time-out is only that of a pause, and what comes byte by byte does not pause.
            timeout = ForkJoinPool.commonPool().schedule(request::abort, timeoutNanos, TimeUnit.NANOSECONDS);
            HttpExecuteResponse answer = request.call();
            if (ASKS_FOR_LESS.contains(answer.httpResponse().statusCode())) {
                slowDown.run();
            }
            try (AbortableInputStream body =
                    answer.responseBody().orElseGet(() -> AbortableInputStream.create(InputStream.nullInputStream()))) {
                byte[] bytes = isAsListed(answer.httpResponse(), listed) ? read(body, (int) listed.size()) : null;
                if (bytes == null) {
                    // What is left of it is not waited for.
                    body.abort();
                }
                return bytes;
            }
        } catch (IOException | SdkException e) {
            return null;
        } finally {
            if (timeout != null) {
                timeout.cancel(false);
            }
        }
    }

    private SdkHttpRequest signed(String key) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(base)
                .encodedPath(base.getRawPath() + key)
                .build();
        AwsCredentialsIdentity identity = credentials.resolveIdentity().join();
        return signer.sign(sign -> sign.identity(identity)
                        .request(request)
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false))
                .request();
    }

    private static boolean isAsListed(SdkHttpResponse answer, ListedObject listed) {
        return answer.statusCode() == 200
                && answer.firstMatchingHeader("ETag")
                        .map(ETags::unquoted)
                        .filter(listed.etag()::equals)
                        .isPresent()
                && answer.firstMatchingHeader("Content-Length")
                        .filter(Long.toString(listed.size())::equals)
                        .isPresent();
    }

    private static byte @Nullable [] read(InputStream body, int size) throws IOException {
        byte[] bytes = new byte[size];
        int at = 0;
        while (at < size) {
            int count = body.read(bytes, at, size - at);
            if (count < 0) {
                return null;
            }
            at += count;
        }
        // The end is what lets the connection be used again.
        return body.read() < 0 ? bytes : null;
    }
}
