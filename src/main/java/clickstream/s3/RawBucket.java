package clickstream.s3;

import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
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
 *
 * @param client reaches S3
 * @param name of the bucket
 * @param http what the client sends its requests with; null where it is not to be used but by the client
 * @param attemptTimeout bounds one attempt of a request, the reading of its body included
 */
public record RawBucket(
        S3Client client, String name, @Nullable SdkHttpClient http, Duration attemptTimeout) implements AutoCloseable {

    /** A bucket that is reached through {@code client} alone. */
    public RawBucket(S3Client client, String name) {
        this(client, name, null, Duration.ZERO);
    }

    /** How long an answer may pause. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

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
        SdkHttpClient http = Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionAcquisitionTimeout(attemptTimeout)
                .connectionTimeout(Duration.ofSeconds(5))
                .socketTimeout(SILENCE.compareTo(attemptTimeout) < 0 ? SILENCE : attemptTimeout)
                .proxyConfiguration(proxy(endpoint))
                .build();
        S3ClientBuilder client = S3Client.builder()
                .httpClient(http)
                .forcePathStyle(endpoint != null)
                // Other stores send no checksums, and TLS guards the way; the ETag tells versions apart.
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(
                        overrides -> overrides.retryStrategy(retries).apiCallAttemptTimeout(attemptTimeout));
        if (endpoint != null) {
            client.endpointOverride(endpoint);
        } else if (S3Endpoint.isSetToNothing()) {
            // To the client that would be an address, and a wrong one.
            client.endpointOverride(BucketAddress.ofAws());
        }
        return new RawBucket(client.build(), name, http, attemptTimeout);
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
        if (http != null) {
            http.close();
        }
    }
}
