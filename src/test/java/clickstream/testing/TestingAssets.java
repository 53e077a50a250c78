package clickstream.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * The S3 server of a bucket that takes presigned requests alone, on 127.0.0.1 and a free port. It computes each signature anew with the AWS SDK
 * from what has arrived, as S3 does, heeds {@code If-None-Match}, and says by CORS what pages of one origin may send. Thread-safe.
 */
public final class TestingAssets implements AutoCloseable {

    public static final String BUCKET = "shop-images";

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
    private static final String METADATA = "x-amz-meta-";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Stored> objects = new ConcurrentHashMap<>();
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private volatile String origin = "";
    private volatile int failure;

    /**
     * An object and the headers that it was put with.
     *
     * @param bytes a character each
     */
    public record Stored(String contentType, String bytes, Map<String, String> metadata) {}

    private TestingAssets() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/" + BUCKET + "/", this::answer);
        server.start();
    }

    public static TestingAssets start() {
        return new TestingAssets();
    }

    /** The variables that make an ingest put there what is uploaded; events go to another server. */
    public Map<String, String> environment() {
        return Map.of(
                "ASSETS_BUCKET_NAME",
                BUCKET,
                "INGEST_ASSETS_URL",
                "https://images.example",
                TestingIngest.ASSETS_ENDPOINT,
                endpoint());
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Whose pages may put from now on. */
    public void allow(String allowedOrigin) {
        origin = allowedOrigin;
    }

    /** Which status each request gets from now on; 0 for the right one. */
    public void fail(int status) {
        failure = status;
    }

    public @Nullable Stored object(String key) {
        return objects.get(key);
    }

    /** Puts an object as somebody else may have. */
    public void put(String key, Stored object) {
        objects.put(key, object);
    }

    public int count() {
        return objects.size();
    }

    public void deleteAll() {
        objects.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Headers answer = exchange.getResponseHeaders();
            if (origin.equals(exchange.getRequestHeaders().getFirst("Origin"))) {
                answer.set("Access-Control-Allow-Origin", origin);
                answer.set("Access-Control-Allow-Methods", "PUT");
                answer.set("Access-Control-Allow-Headers", "content-type, if-none-match, x-amz-meta-announced-length");
            }
            String key = exchange.getRequestURI().getRawPath().substring(BUCKET.length() + 2);
            int status = failure != 0 ? failure : status(exchange, key, body);
            Stored stored = objects.get(key);
            if (status == 200 && exchange.getRequestMethod().equals("HEAD") && stored != null) {
                answer.set("Content-Type", stored.contentType());
                answer.set("Content-Length", Integer.toString(stored.bytes().length()));
                stored.metadata().forEach(answer::set);
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private int status(HttpExchange exchange, String key, byte[] body) {
        Headers headers = exchange.getRequestHeaders();
        String method = exchange.getRequestMethod();
        if (method.equals("OPTIONS")) {
            return exchange.getResponseHeaders().isEmpty() ? 403 : 200;
        }
        if (!isSigned(exchange)) {
            return 403;
        }
        if (method.equals("HEAD")) {
            return objects.containsKey(key) ? 200 : 404;
        }
        Map<String, String> metadata = new TreeMap<>();
        headers.forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith(METADATA)) {
                metadata.put(name, values.getFirst());
            }
        });
        Stored object = new Stored(headers.getFirst("Content-Type"), new String(body, ISO_8859_1), metadata);
        boolean onlyIfNew = "*".equals(headers.getFirst("If-None-Match"));
        return onlyIfNew && objects.putIfAbsent(key, object) != null ? 412 : 200;
    }

    /** Whether the signature is that of the request as it has arrived, and in time. */
    private boolean isSigned(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        for (String each :
                String.valueOf(exchange.getRequestURI().getRawQuery()).split("&", -1)) {
            String[] parts = each.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1].replace("+", "%2B"), UTF_8));
        }
        if (!query.keySet()
                .containsAll(List.of("X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"))) {
            return false;
        }
        Instant signedAt = Instant.from(SECONDS.withZone(ZoneOffset.UTC).parse(query.getOrDefault("X-Amz-Date", "")));
        Duration validity = Duration.ofSeconds(Long.parseLong(query.getOrDefault("X-Amz-Expires", "")));
        List<String> signed =
                Arrays.asList(query.getOrDefault("X-Amz-SignedHeaders", "").split(";", -1));
        boolean isWhole = exchange.getRequestHeaders().keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.startsWith("x-amz-"))
                .allMatch(signed::contains);
        String credential = "%s/%tY%<tm%<td/ap-southeast-1/s3/aws4_request"
                .formatted(TestingS3.ACCESS_KEY, signedAt.atOffset(ZoneOffset.UTC));
        return isWhole
                && signed.contains("host")
                && credential.equals(query.get("X-Amz-Credential"))
                && Instant.now().isBefore(signedAt.plus(validity))
                && signature(exchange, signed, signedAt, validity).equals(query.get("X-Amz-Signature"));
    }

    private String signature(HttpExchange exchange, List<String> signed, Instant signedAt, Duration validity) {
        URI host = URI.create("https://" + exchange.getRequestHeaders().getFirst("Host"));
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(exchange.getRequestMethod()))
                // Over HTTPS the SDK leaves the body's hash out; the scheme itself is not signed.
                .protocol("https")
                .host(host.getHost())
                .port(host.getPort())
                .encodedPath(exchange.getRequestURI().getRawPath());
        for (String name : signed) {
            if (!name.equals("host")) {
                request.putHeader(
                        name, String.valueOf(exchange.getRequestHeaders().getFirst(name)));
            }
        }
        return signer.sign(sign -> sign.identity(AwsBasicCredentials.create(TestingS3.ACCESS_KEY, TestingS3.SECRET_KEY))
                        .request(request.build())
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(signedAt, ZoneOffset.UTC))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "ap-southeast-1")
                        .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(
                                AwsV4FamilyHttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, validity))
                .request()
                .firstMatchingRawQueryParameter("X-Amz-Signature")
                .orElse("");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
