package clickstream.credentials;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.GeneratedPartitionMetadataProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.ProxyConfigProvider;

/**
 * One secret of AWS Secrets Manager, in the region that its ARN names. It is asked for by a signed request and not by the SDK's client, which
 * would be more classes than all of the ingest. Thread-safe.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue</a>.
 */
final class SecretsManager {

    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[^\\s\"\\\\]+");

    private static final int ATTEMPTS = 3;
    private static final long LONGEST_PAUSE_MILLIS = 200;

    /** The client makes these itself. */
    private static final Set<String> CLIENTS_OWN = Set.of("host", "content-length", "expect");

    private static final Set<String> THROTTLED =
            Set.of("ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown");

    private final String arn;
    private final String variable;
    private final AwsCredentialsProvider credentials =
            DefaultCredentialsProvider.builder().build();
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /**
     * @param arn one that {@link #isArn} takes
     * @param variable that names it, for messages
     */
    SecretsManager(String arn, String variable) {
        this.arn = arn;
        this.variable = variable;
    }

    /** Whether this can be the ARN of a secret. */
    static boolean isArn(String text) {
        return ARN.matcher(text).matches();
    }

    /**
     * Asks for the secret. It is asked for seldom, so nothing is kept open.
     *
     * @param most how long it may take, repetitions included
     * @throws ExplainedException where it cannot be had
     */
    String text(Duration most) {
        long giveUp = System.nanoTime() + most.toNanos();
        try (HttpClient http = client()) {
            for (int attempt = 1; ; attempt++) {
                try {
                    return attempt(http, Duration.ofNanos(Math.max(1, giveUp - System.nanoTime())));
                } catch (ExplainedException e) {
                    long pause = ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_MILLIS * attempt) + 1;
                    if (attempt == ATTEMPTS
                            || !e.analysis().isTransient()
                            || giveUp - System.nanoTime() < TimeUnit.MILLISECONDS.toNanos(pause)) {
                        throw e;
                    }
                    TimeUnit.MILLISECONDS.sleep(pause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted", true);
        }
    }

    /** Through the proxy that the AWS SDK would take, where there is one. */
    private HttpClient client() {
        HttpClient.Builder http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        URI endpoint = endpoint(region());
        ProxyConfigProvider proxy = ProxyConfigProvider.fromSystemEnvironmentSettings(true, true, endpoint.getScheme());
        if (proxy != null
                && proxy.host() != null
                && proxy.nonProxyHosts().stream().noneMatch(endpoint.getHost()::matches)) {
            http.proxy(ProxySelector.of(new InetSocketAddress(proxy.host(), proxy.port())));
        }
        return http.build();
    }

    private String region() {
        return arn.split(":", -1)[3];
    }

    private String attempt(HttpClient http, Duration timeout) throws InterruptedException {
        try {
            HttpResponse<String> answer = answer(http.sendAsync(request(timeout), BodyHandlers.ofString()), timeout);
            Map<String, String> members = Objects.requireNonNullElse(SecretText.members(answer.body()), Map.of());
            if (answer.statusCode() != 200) {
                throw refused(answer.statusCode(), members);
            }
            String text = members.get("SecretString");
            if (text == null) {
                throw failure("it holds bytes; it must hold text", false);
            }
            return text;
        } catch (IOException e) {
            throw unreachable(
                    Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()), true);
        } catch (SdkException e) {
            throw unreachable(String.valueOf(e.getMessage()), e.retryable());
        } catch (CompletionException e) {
            throw unreachable(String.valueOf(e.getMessage()), false);
        }
    }

    /** The client's own time limit ends with the head of the answer. */
    private static HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> exchange, Duration timeout)
            throws IOException, InterruptedException {
        try {
            return exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no answer within %d ms".formatted(timeout.toMillis()), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            exchange.cancel(true);
        }
    }

    private HttpRequest request(Duration timeout) {
        String region = region();
        String body = "{\"SecretId\":\"%s\"}".formatted(arn);
        URI endpoint = endpoint(region);
        SdkHttpRequest plain = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("X-Amz-Target", "secretsmanager.GetSecretValue")
                .build();
        SdkHttpRequest signed = signer.sign(sign -> sign.identity(credentials.resolveCredentials())
                        .request(plain)
                        .payload(ContentStreamProvider.fromUtf8String(body))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "secretsmanager")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint).timeout(timeout).POST(BodyPublishers.ofString(body));
        signed.forEachHeader((name, values) -> {
            if (!CLIENTS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    /** Where the AWS SDK would ask: at the endpoint that its own settings name, else at that of the region. */
    private static URI endpoint(String region) {
        String own = Stream.of(
                        System.getProperty("aws.endpointUrlSecretsManager"),
                        System.getenv("AWS_ENDPOINT_URL_SECRETS_MANAGER"),
                        System.getProperty("aws.endpointUrl"),
                        System.getenv("AWS_ENDPOINT_URL"))
                .filter(each -> each != null && !each.isBlank())
                .findFirst()
                .orElse("");
        String suffix = new GeneratedPartitionMetadataProvider()
                .partitionMetadata(Region.of(region))
                .dnsSuffix();
        String base = own.isEmpty() ? "https://secretsmanager.%s.%s".formatted(region, suffix) : own;
        return URI.create(base.replaceFirst("/*$", "/"));
    }

    private ExplainedException refused(int status, Map<String, String> members) {
        String code = members.getOrDefault("__type", "").replaceFirst("^.*#", "");
        boolean isTransient = status >= 500 || status == 429 || THROTTLED.contains(code);
        return failure(
                code.isEmpty()
                        ? "%d without a reason".formatted(status)
                        : "%d %s%s".formatted(status, code, reason(code, members)),
                isTransient);
    }

    private static String reason(String code, Map<String, String> members) {
        return switch (code) {
            // Its own words, those of the first above all, may repeat what was signed, a session token included.
            case "InvalidSignatureException", "UnrecognizedClientException", "InvalidClientTokenId" ->
                "; are the AWS credentials right?";
            case "ExpiredTokenException" -> "; the AWS credentials have expired";
            case "AccessDeniedException" ->
                "; the AWS role needs secretsmanager:GetSecretValue on it, and kms:Decrypt on a key of its own";
            case "ResourceNotFoundException" -> "; is there such a secret, and does it have a value?";
            default -> ": " + members.getOrDefault("message", members.getOrDefault("Message", "no message"));
        };
    }

    private ExplainedException unreachable(String found, boolean isTransient) {
        return failure(
                "%s; is the way to Secrets Manager open, and are there AWS credentials?".formatted(found), isTransient);
    }

    private ExplainedException failure(String found, boolean isTransient) {
        return new ExplainedException(
                "Failed to read %s, which %s names: %s".formatted(this, variable, found), Kind.of(isTransient));
    }

    /** Its ARN, which is no secret. */
    @Override
    public String toString() {
        return arn;
    }
}
