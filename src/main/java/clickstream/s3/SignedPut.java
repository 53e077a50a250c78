package clickstream.s3;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkException;
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

    private static final Set<String> CREDENTIALS = Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");

    private static final int OK = 200;
    private static final int CONFLICT = 409;
    private static final int EXISTS = 412;
    private static final int NOT_IMPLEMENTED = 501;

    /** Made by whoever needs it first. */
    private final FutureTask<HttpClient> http = new FutureTask<>(this::client);

    private final BucketAddress bucket;
    private final RequestSignature signature;
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;

    /** Whether the store knows {@code If-None-Match}, as far as is known. */
    private volatile boolean conditional = true;

    public SignedPut(BucketAddress bucket, IdentityProvider<? extends AwsCredentialsIdentity> credentials) {
        this.bucket = bucket;
        this.signature = new RequestSignature(PresignedUrl.host(bucket.base()), bucket.region(), Clock.systemUTC());
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
        return new SignedPut(BucketAddress.of(bucket, environment), credentials(environment));
    }

    /** Where the environment has them, the SDK's chain would find them there too, once it had made all that comes behind. */
    private static AwsCredentialsProvider credentials(Map<String, String> environment) {
        boolean areThere = CREDENTIALS.stream()
                        .noneMatch(name -> environment.getOrDefault(name, "").isBlank())
                && System.getProperty(SdkSystemSetting.AWS_ACCESS_KEY_ID.property()) == null;
        return areThere
                ? EnvironmentVariableCredentialsProvider.create()
                : DefaultCredentialsProvider.builder().build();
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
        private final String hash;
        private final String contentType;
        private boolean tried;

        private Upload(String key, byte[] bytes, String contentType) {
            this.key = key;
            this.bytes = bytes;
            this.hash = RequestSignature.sha256(bytes);
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
            URI url = bucket.base().resolve(key);
            String condition = onlyIfNew ? "*" : "";
            return HttpRequest.newBuilder(url)
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                    .headers(signature.put(url.getRawPath(), contentType, condition, hash, identity()))
                    .build();
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

    private HttpClient client() throws GeneralSecurityException {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        if ("http".equals(bucket.base().getScheme())) {
            // Its own would read all authorities of the JDK first, which takes as long as a server's start.
            SSLContext trustsNobody = SSLContext.getInstance("TLS");
            trustsNobody.init(null, new TrustManager[0], null);
            client.sslContext(trustsNobody);
        }
        return client.build();
    }

    private static String describe(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return failure instanceof ConnectException
                ? "cannot connect (%s); is AWS_ENDPOINT_URL_S3 right, and the way there open?".formatted(message)
                : message;
    }
}
