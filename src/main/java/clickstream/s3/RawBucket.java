package clickstream.s3;

import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.ListedObject;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The bucket of raw events, which is only ever read. Region, endpoint and credentials come from the AWS SDK's own chain. Thread-safe.
 */
public final class RawBucket implements AutoCloseable {

    /** How long an answer may pause. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final S3Client client;
    private final String name;
    private final @Nullable DirectGet directGet;

    private RawBucket(S3Client client, String name, @Nullable DirectGet directGet) {
        this.client = client;
        this.name = name;
        this.directGet = directGet;
    }

    /** A bucket that is reached through {@code client} alone. */
    public RawBucket(S3Client client, String name) {
        this(client, name, null);
    }

    /**
     * Opens the bucket; nothing is sent yet.
     *
     * @param connections how many requests can be under way at once
     * @param attempts how often a request is tried in all, while what fails is transient: 5xx, throttling, lost connections
     * @param attemptTimeout bounds one attempt, the reading of its body included
     * @param endpoint of a store of one's own, which mostly wants the bucket in the path and not in the host's name; null for S3 itself
     */
    public static RawBucket open(
            String name, int connections, int attempts, Duration attemptTimeout, @Nullable URI endpoint) {
        RetryStrategy retries = DefaultRetryStrategy.standardStrategyBuilder()
                .maxAttempts(attempts)
                // The SDK's own would try again what is wrong for good: a certificate, or the name of a host. And a
                // listing
                // that breaks off is an error of the XML parser to it, caused by one of the connection.
                .useClientDefaults(false)
                .retryOnException(S3Failures::isWorthAnotherAttempt)
                .treatAsThrottling(
                        failure -> failure instanceof AwsServiceException answer && answer.isThrottlingException())
                // A bucket of tokens that runs dry while S3 is down would fail requests untried. The window bounds the
                // load.
                .circuitBreakerEnabled(false)
                .build();
        SdkHttpClient.Builder<?> http = Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionAcquisitionTimeout(attemptTimeout)
                .connectionTimeout(Duration.ofSeconds(5))
                .socketTimeout(SILENCE.compareTo(attemptTimeout) < 0 ? SILENCE : attemptTimeout)
                .proxyConfiguration(proxy(endpoint));
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(http)
                .forcePathStyle(endpoint != null)
                // Other stores send no checksums, and TLS guards the way; the ETag tells versions apart.
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(overrides -> overrides
                        .retryStrategy(retries)
                        .apiCallAttemptTimeout(attemptTimeout)
                        .addExecutionInterceptor(new ListedContents()));
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        } else if (S3Endpoint.isSetToNothing()) {
            // To the client that would be an address, and a wrong one.
            builder.endpointOverride(BucketAddress.ofAws());
        }
        S3Client client = builder.build();
        return new RawBucket(client, name, DirectGet.of(client, name, attemptTimeout, System.getenv()));
    }

    /** The proxy that the environment or Java's own properties name. */
    private static ProxyConfiguration proxy(@Nullable URI endpoint) {
        ProxyConfiguration.Builder proxy = ProxyConfiguration.builder();
        String exceptions = Optional.ofNullable(System.getenv("no_proxy")).orElse(System.getenv("NO_PROXY"));
        if (exceptions != null && System.getProperty("http.nonProxyHosts") == null) {
            String host = endpoint == null ? "" : endpoint.getHost();
            proxy.nonProxyHosts(ProxyExceptions.patterns(exceptions, host));
        }
        return proxy.build();
    }

    /** Reaches S3. */
    public S3Client client() {
        return client;
    }

    /** What S3 knows it by. */
    public String name() {
        return name;
    }

    /**
     * The bytes of an object that is as it was listed, by one request past the client; null where that is not so, or where only the client
     * can tell.
     *
     * @param slowDown is told when S3 asks for fewer requests
     */
    public byte @Nullable [] read(ListedObject listed, Runnable slowDown) {
        return directGet == null ? null : directGet.bytes(listed, slowDown);
    }

    /** What a failure to ask for it means; of one that S3 did not answer, with where it was asked. */
    public FailureAnalysis analysis(SdkException failure) {
        FailureAnalysis analysis = S3Failures.analysis(failure);
        Optional<URI> endpoint = client.serviceClientConfiguration().endpointOverride();
        if (endpoint.map(URI::getPath).orElse("").replaceAll("/+$", "").endsWith("/" + name)) {
            return new FailureAnalysis(
                    analysis.description(),
                    "AWS_ENDPOINT_URL_S3, %s, must not end in the bucket's name".formatted(endpoint.get()),
                    Kind.LASTING);
        }
        return failure instanceof AwsServiceException || S3Failures.isOfCaller(failure)
                ? analysis
                : analysis.as(endpoint.map(URI::toString)
                        .orElseGet(() ->
                                "region " + client.serviceClientConfiguration().region()));
    }

    @Override
    public void close() {
        client.close();
        if (directGet != null) {
            directGet.close();
        }
    }
}
