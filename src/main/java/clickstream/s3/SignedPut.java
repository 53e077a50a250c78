package clickstream.s3;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;

/**
 * Puts objects, each by one signed request with the hash of its bytes, past {@code S3Client}, and lets others put some. Thread-safe.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">PutObject</a>, and
 * <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">conditional writes</a>.
 */
public final class SignedPut {

    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** The client makes these itself. */
    private static final Set<String> CLIENTS_OWN = Set.of("host", "content-length", "expect");

    private static final int OK = 200;
    private static final int CONFLICT = 409;
    private static final int EXISTS = 412;
    private static final int NOT_IMPLEMENTED = 501;

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /** Made by whoever needs it first: it reads all authorities of the JDK, which takes as long as a server's start. */
    private final FutureTask<HttpClient> http = new FutureTask<>(SignedPut::client);

    private final BucketAddress bucket;
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;

    /** Whether the store knows {@code If-None-Match}, as far as is known. */
    private volatile boolean conditional = true;

    public SignedPut(BucketAddress bucket, IdentityProvider<? extends AwsCredentialsIdentity> credentials) {
        this.bucket = bucket;
        this.credentials = credentials;
    }

    /** Makes beside what goes on now what the first PUT would have to wait for. */
    public void prepare() {
        Thread.ofPlatform().daemon().name("prepare-puts").start(http);
    }

    /**
     * Puts into a bucket with the credentials that the AWS SDK's own chain finds.
     *
     * @param environment variables that say where S3 is
     * @throws IllegalArgumentException naming the variable that is missing or wrong
     */
    public static SignedPut into(String bucket, Map<String, String> environment) {
        return new SignedPut(
                BucketAddress.of(bucket, environment),
                DefaultCredentialsProvider.builder().build());
    }

    /**
     * What lets somebody else put one object, once and of one length.
     *
     * @param url that takes it
     * @param headers that the request must bear beside its length
     * @param expiresAt when it takes no more
     */
    public record Permit(URI url, Map<String, String> headers, Instant expiresAt) {}

    /**
     * Permits somebody else to put an object that is not there yet.
     *
     * @param key of characters that need no encoding in a path
     * @param headers that the object must come with
     * @param length of the object, in bytes
     * @throws IOException where there are no credentials to sign it with
     */
    public Permit permit(String key, Map<String, String> headers, long length, Duration validity, Instant now)
            throws IOException {
        return PresignedUrl.permit(bucket, key, headers, length, identity(), now, validity);
    }

    /**
     * Asks what is known of an object, without its bytes.
     *
     * @return the answer, whatever its status
     * @throws IOException where there is none
     */
    public HttpResponse<Void> head(String key, Duration timeout, Instant now) throws IOException, InterruptedException {
        URI url = PresignedUrl.of(
                "HEAD", bucket.base().resolve(key), Map.of(), bucket.region(), identity(), now, timeout.plusMinutes(1));
        HttpRequest request = HttpRequest.newBuilder(url)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .timeout(timeout)
                .build();
        return http().send(request, HttpResponse.BodyHandlers.discarding());
    }

    private AwsCredentialsIdentity identity() throws IOException {
        try {
            return credentials.resolveIdentity().join();
        } catch (SdkException | CompletionException e) {
            throw new IOException("no AWS credentials were found: %s".formatted(e.getMessage()), e);
        }
    }

    /**
     * An object that is to be put, as often as it takes.
     *
     * @param key of characters that need no encoding in a path
     * @param bytes which nobody may change any more
     */
    public Upload upload(String key, byte[] bytes, String contentType) {
        return new Upload(key, bytes, contentType);
    }

    /** One object: each attempt sends the same bytes to the same key. Not thread-safe. */
    public final class Upload {

        private final String key;
        private final byte[] bytes;
        private final String contentType;
        private boolean tried;

        private Upload(String key, byte[] bytes, String contentType) {
            this.key = key;
            this.bytes = bytes;
            this.contentType = contentType;
        }

        /** Tries once, for so long at most. */
        public PutResult attempt(Duration timeout) throws InterruptedException {
            boolean onlyIfNew = conditional;
            boolean first = !tried;
            tried = true;
            HttpRequest request;
            try {
                request = signed(onlyIfNew);
            } catch (IOException e) {
                return new PutResult.Failed(String.valueOf(e.getMessage()), false);
            }
            CompletableFuture<HttpResponse<byte[]>> exchange = http().sendAsync(request, _ -> new FirstBytes());
            try {
                HttpResponse<byte[]> answer = exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
                return result(answer, onlyIfNew, first);
            } catch (TimeoutException e) {
                return new PutResult.Failed("no answer within %d ms".formatted(timeout.toMillis()), true);
            } catch (ExecutionException e) {
                Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
                return new PutResult.Failed(describe(cause), cause instanceof IOException);
            } finally {
                // Closes the connection where the answer has not come.
                exchange.cancel(true);
            }
        }

        private PutResult result(HttpResponse<byte[]> answer, boolean onlyIfNew, boolean first) {
            int status = answer.statusCode();
            if (status == OK || (status == EXISTS && onlyIfNew && !first)) {
                return new PutResult.Stored();
            }
            if (status == NOT_IMPLEMENTED && onlyIfNew) {
                conditional = false;
                return new PutResult.Failed("the store does not know If-None-Match: %d".formatted(status), true);
            }
            ErrorAnswer error = ErrorAnswer.of(status, answer.body());
            return new PutResult.Failed(error.describe(), error.isTransient() || status == CONFLICT);
        }

        private HttpRequest signed(boolean onlyIfNew) throws IOException {
            SdkHttpRequest.Builder plain = SdkHttpRequest.builder()
                    .method(SdkHttpMethod.PUT)
                    .uri(bucket.base())
                    .encodedPath(bucket.base().getRawPath() + key)
                    .putHeader("Content-Type", contentType);
            if (onlyIfNew) {
                plain.putHeader("If-None-Match", "*");
            }
            AwsCredentialsIdentity identity = identity();
            SdkHttpRequest signed = signer.sign(sign -> sign.identity(identity)
                            .request(plain.build())
                            .payload(ContentStreamProvider.fromByteArrayUnsafe(bytes))
                            .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                            .putProperty(AwsV4HttpSigner.REGION_NAME, bucket.region())
                            .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                            .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                            .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, true))
                    .request();
            HttpRequest.Builder request = HttpRequest.newBuilder(bucket.base().resolve(key))
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
            signed.forEachHeader((name, values) -> addTo(request, name, values));
            return request.build();
        }
    }

    private HttpClient http() throws InterruptedException {
        http.run(); // nothing, where it was run before
        try {
            return http.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Failed to make an HTTP client", e);
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    private static void addTo(HttpRequest.Builder request, String name, List<String> values) {
        if (!CLIENTS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> request.header(name, value));
        }
    }

    private static String describe(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return failure instanceof ConnectException
                ? "cannot connect (%s); is AWS_ENDPOINT_URL_S3 right, and the way there open?".formatted(message)
                : message;
    }
}
