package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import clickstream.event.NameOrder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server that computes what it lists and serves, and holds nothing: for a million objects and for benchmarks. It speaks
 * ListObjectsV2 (prefix, start-after, continuation-token, max-keys, encoding-type), GetObject and HeadBucket, with any bucket and any
 * signature. Thread-safe.
 *
 * <p>It shares the machine's processors with the client it serves; a GET costs it some 50 µs.
 */
public final class SyntheticS3 implements AutoCloseable {

    static {
        // Without it every answer waits 40 ms for the client's acknowledgement. Read once, when the first server is
        // made.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    }

    /** What there is to serve; called by many threads at once. */
    public interface Contents {

        /** How many objects there are. */
        int size();

        /** The key of the object at {@code index}; ascending with the index, in the order of {@link NameOrder}. */
        String key(int index);

        /** The object's bytes; always the same for the same index. */
        byte[] bytes(int index);

        /** The object's size in bytes, for listings; by default that of its bytes, which are made for it. */
        default long byteSize(int index) {
            return bytes(index).length;
        }

        default Instant lastModified(int index) {
            return Instant.EPOCH.plus(Duration.ofDays(365 * 50));
        }

        /** Whether it has been put yet. */
        default boolean isThere(int index) {
            return true;
        }
    }

    private static final int BACKLOG = 1024;

    private final Contents contents;
    private final Duration latency;
    private final RequestCounts counts = new RequestCounts(false);
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private SyntheticS3(Contents contents, Duration latency, @Nullable SSLContext tls) {
        this.contents = contents;
        this.latency = latency;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            if (tls == null) {
                server = HttpServer.create(address, BACKLOG);
            } else {
                HttpsServer secured = HttpsServer.create(address, BACKLOG);
                secured.setHttpsConfigurator(new HttpsConfigurator(tls));
                server = secured;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(executor);
        server.start();
    }

    public static SyntheticS3 start(Contents contents) {
        return start(contents, Duration.ZERO, null);
    }

    /**
     * A server that lets a client wait.
     *
     * @param latency of every GET of an object and every LIST
     * @param tls of {@link TestingCertificates}; null for plain HTTP
     */
    public static SyntheticS3 start(Contents contents, Duration latency, @Nullable SSLContext tls) {
        return new SyntheticS3(contents, latency, tls);
    }

    public URI endpoint() {
        String server = this.server instanceof HttpsServer ? "https://" + TestingCertificates.HOST : "http://127.0.0.1";
        return URI.create(server + ":" + this.server.getAddress().getPort());
    }

    public String bucket() {
        return "raw-events";
    }

    public String region() {
        return "ap-southeast-1";
    }

    /** What the job's and the AWS SDK's environment variables are to be. */
    public Map<String, String> environment() {
        return Map.of(
                "RAW_BUCKET_NAME",
                bucket(),
                "AWS_REGION",
                region(),
                "AWS_ENDPOINT_URL_S3",
                endpoint().toString(),
                "AWS_ACCESS_KEY_ID",
                "AKIATESTING",
                "AWS_SECRET_ACCESS_KEY",
                "any");
    }

    /** A client of this server; the caller closes it. */
    public S3Client client() {
        return TestingS3.client(endpoint(), region(), "AKIATESTING", "any");
    }

    public RequestCounts counts() {
        return counts;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getRawPath().split("/", 3);
            String key = path.length < 3 ? "" : decode(path[2].replace("+", "%2B"));
            switch (exchange.getRequestMethod()) {
                case "GET" -> {
                    pause();
                    if (key.isEmpty()) {
                        counts.countList();
                        send(exchange, 200, "application/xml", listing(parameters(exchange)));
                    } else {
                        counts.countGet(key);
                        sendObject(exchange, key);
                    }
                }
                case "HEAD" -> exchange.sendResponseHeaders(key.isEmpty() ? 200 : 501, -1);
                default -> exchange.sendResponseHeaders(501, -1);
            }
        }
    }

    private void sendObject(HttpExchange exchange, String key) throws IOException {
        int index = firstAtOrAfter(key);
        if (index == contents.size() || !contents.key(index).equals(key) || !contents.isThere(index)) {
            send(
                    exchange,
                    404,
                    "application/xml",
                    "<Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>".getBytes(UTF_8));
            return;
        }
        String wanted = exchange.getRequestHeaders().getFirst("If-Match");
        if (wanted != null && !wanted.equals(etag(index))) {
            send(exchange, 412, "application/xml", "<Error><Code>PreconditionFailed</Code></Error>".getBytes(UTF_8));
            return;
        }
        exchange.getResponseHeaders().set("ETag", etag(index));
        exchange.getResponseHeaders()
                .set(
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                contents.lastModified(index).atOffset(ZoneOffset.UTC)));
        send(exchange, 200, "application/octet-stream", contents.bytes(index));
    }

    private byte[] listing(Map<String, String> parameters) {
        String prefix = parameters.getOrDefault("prefix", "");
        String token = parameters.get("continuation-token");
        String after = token == null
                ? parameters.get("start-after")
                : new String(Base64.getUrlDecoder().decode(token), UTF_8);
        int pageSize = Math.min(1000, Integer.parseInt(parameters.getOrDefault("max-keys", "1000")));
        boolean urlEncoded = "url".equals(parameters.get("encoding-type"));
        StringBuilder xml = new StringBuilder(256 + 300 * pageSize)
                .append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult><Name>")
                .append(bucket())
                .append("</Name><Prefix>")
                .append(text(prefix, urlEncoded))
                .append("</Prefix><MaxKeys>")
                .append(pageSize)
                .append("</MaxKeys>");
        if (urlEncoded) {
            xml.append("<EncodingType>url</EncodingType>");
        }
        int index = firstAtOrAfter(prefix);
        if (after != null) {
            index = Math.max(index, firstAfter(after));
        }
        index = firstThere(index);
        int last = index;
        int listed = 0;
        while (index < contents.size()
                && listed < pageSize
                && contents.key(index).startsWith(prefix)) {
            xml.append("<Contents><Key>")
                    .append(text(contents.key(index), urlEncoded))
                    .append("</Key><LastModified>")
                    .append(contents.lastModified(index))
                    .append("</LastModified><ETag>")
                    .append(etag(index).replace("\"", "&quot;"))
                    .append("</ETag><Size>")
                    .append(contents.byteSize(index))
                    .append("</Size><StorageClass>STANDARD</StorageClass></Contents>");
            last = index;
            index = firstThere(index + 1);
            listed++;
        }
        boolean truncated =
                listed > 0 && index < contents.size() && contents.key(index).startsWith(prefix);
        xml.append("<KeyCount>")
                .append(listed)
                .append("</KeyCount><IsTruncated>")
                .append(truncated)
                .append("</IsTruncated>");
        if (truncated) {
            // Opaque to clients, so never url-encoded; and a key can hold what XML cannot.
            xml.append("<NextContinuationToken>")
                    .append(Base64.getUrlEncoder()
                            .encodeToString(contents.key(last).getBytes(UTF_8)))
                    .append("</NextContinuationToken>");
        }
        return xml.append("</ListBucketResult>").toString().getBytes(UTF_8);
    }

    private int firstThere(int from) {
        int index = from;
        while (index < contents.size() && !contents.isThere(index)) {
            index++;
        }
        return index;
    }

    private int firstAfter(String key) {
        int index = firstAtOrAfter(key);
        return index < contents.size() && contents.key(index).equals(key) ? index + 1 : index;
    }

    private int firstAtOrAfter(String key) {
        int low = 0;
        int high = contents.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (NameOrder.UTF_8_BYTES.compare(contents.key(middle), key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void pause() throws IOException {
        if (latency.isPositive()) {
            try {
                Thread.sleep(latency);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private static String etag(int index) {
        return "\"%032x\"".formatted(index);
    }

    private static String text(String value, boolean urlEncoded) {
        return urlEncoded
                ? URLEncoder.encode(value, UTF_8).replace("%2F", "/")
                : value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static Map<String, String> parameters(HttpExchange exchange) {
        Map<String, String> parameters = new HashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String parameter : (query == null ? "" : query).split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(decode(parameter.substring(0, equals)), decode(parameter.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, UTF_8);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
