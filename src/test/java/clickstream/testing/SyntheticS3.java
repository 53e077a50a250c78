package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import clickstream.event.NameOrder;
import clickstream.testing.HttpGets.Answer;
import clickstream.testing.HttpGets.Request;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server that computes what it lists and serves, and holds nothing: for a million objects and for benchmarks. It speaks
 * ListObjectsV2 (prefix, start-after, continuation-token, max-keys, encoding-type), GetObject and HeadBucket, with any bucket and any
 * signature. Thread-safe.
 *
 * <p>It shares the machine's processors with the client it serves.
 */
public final class SyntheticS3 implements AutoCloseable {

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

    private final Contents contents;
    private final Duration latency;
    private final boolean isTls;
    private final RequestCounts counts = new RequestCounts(false);
    private final HttpGets server;

    private SyntheticS3(Contents contents, Duration latency, @Nullable SSLContext tls) {
        this.contents = contents;
        this.latency = latency;
        this.isTls = tls != null;
        this.server = HttpGets.start(this::answer, tls);
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
        return URI.create((isTls ? "https://" + TestingCertificates.HOST : "http://127.0.0.1") + ":" + server.port());
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
        server.close();
    }

    private Answer answer(Request request) throws InterruptedException {
        String[] path = request.path().split("/", 3);
        String key = path.length < 3 ? "" : decode(path[2].replace("+", "%2B"));
        return switch (request.method()) {
            case "GET" -> {
                Thread.sleep(latency);
                if (key.isEmpty()) {
                    counts.countList();
                    yield xml(200, listing(parameters(request.query())));
                }
                counts.countGet(key);
                yield object(key, request.header("If-Match"));
            }
            case "HEAD" -> Answer.of(key.isEmpty() ? 200 : 501);
            default -> Answer.of(501);
        };
    }

    private Answer object(String key, @Nullable String wanted) {
        int index = firstAtOrAfter(key);
        if (index == contents.size() || !contents.key(index).equals(key) || !contents.isThere(index)) {
            return xml(404, "<Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>");
        }
        String etag = etag(index);
        if (wanted != null && !wanted.equals(etag)) {
            return xml(412, "<Error><Code>PreconditionFailed</Code></Error>");
        }
        return new Answer(
                200,
                Map.of(
                        "Content-Type",
                        "application/octet-stream",
                        "ETag",
                        etag,
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                contents.lastModified(index).atOffset(ZoneOffset.UTC))),
                contents.bytes(index));
    }

    private static Answer xml(int status, String body) {
        return new Answer(status, Map.of("Content-Type", "application/xml"), body.getBytes(UTF_8));
    }

    private String listing(Map<String, String> parameters) {
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
        return xml.append("</ListBucketResult>").toString();
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

    private static String etag(int index) {
        return "\"" + "0".repeat(24) + HexFormat.of().toHexDigits(index) + "\"";
    }

    private static String text(String value, boolean urlEncoded) {
        return urlEncoded
                ? URLEncoder.encode(value, UTF_8).replace("%2F", "/")
                : value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.split("&", -1)) {
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
}
