package clickstream.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import clickstream.s3.RawBucket;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server that answers what a test's script says, lies, half answers and broken connections included: what a real server cannot be
 * made to do. One request a connection. Thread-safe, if the script is.
 */
public final class FaultyS3 implements AutoCloseable {

    /** Answers one request; called by many threads at once. */
    @FunctionalInterface
    public interface Script {
        void answer(Exchange exchange) throws IOException, InterruptedException;
    }

    private final ConnectionServer server = ConnectionServer.open();
    private final Script script;
    private final AtomicInteger requests = new AtomicInteger();

    private FaultyS3(Script script) {
        this.script = script;
        server.serve(this::serve);
    }

    public static FaultyS3 start(Script script) {
        return new FaultyS3(script);
    }

    /** Requests so far. */
    public int requests() {
        return requests.get();
    }

    public String bucketName() {
        return "raw-events";
    }

    /** What the job's and the AWS SDK's environment variables are to be. */
    public Map<String, String> environment() {
        return Map.of(
                "RAW_BUCKET_NAME",
                bucketName(),
                "AWS_REGION",
                "ap-southeast-1",
                "AWS_ENDPOINT_URL_S3",
                "http://127.0.0.1:" + server.port(),
                "AWS_ACCESS_KEY_ID",
                TestingS3.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                TestingS3.SECRET_KEY);
    }

    /** The bucket as the job opens it; the caller closes it. */
    public RawBucket bucket(int attempts, Duration attemptTimeout) {
        return TestingBucket.open(
                URI.create("http://127.0.0.1:" + server.port()), bucketName(), 64, attempts, attemptTimeout);
    }

    public RawBucket bucket(int attempts) {
        return bucket(attempts, Duration.ofSeconds(30));
    }

    /** The SDK's client as it is; the caller closes it. */
    public S3Client client() {
        return TestingS3.client(
                URI.create("http://127.0.0.1:" + server.port()),
                "ap-southeast-1",
                TestingS3.ACCESS_KEY,
                TestingS3.SECRET_KEY);
    }

    @Override
    public void close() {
        server.close();
    }

    private void serve(Socket socket) {
        try (socket) {
            String head = head(socket.getInputStream());
            if (!head.isEmpty()) {
                requests.incrementAndGet();
                script.answer(new Exchange(socket, head));
            }
        } catch (IOException | InterruptedException e) {
            // The client hung up, or the test is over.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** A request and the connection that waits for its answer. */
    public static final class Exchange {

        private final Socket socket;
        private final String head;
        private final String target;

        private Exchange(Socket socket, String head) {
            this.socket = socket;
            this.head = head;
            this.target = head.split(" ", 3)[1];
        }

        /** A header of the request; empty where it has none of that name. */
        public String header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        /** Reads what is put; to be called before it is answered. */
        public byte[] body() throws IOException {
            return socket.getInputStream().readNBytes(Integer.parseInt(header("Content-Length")));
        }

        /** Path and query as they were sent. */
        public String target() {
            return target;
        }

        /** The key, of a GET; empty, of a LIST. */
        public String key() {
            String path = target.split("\\?", 2)[0];
            String[] parts = path.split("/", 3);
            return parts.length < 3 ? "" : decode(parts[2].replace("+", "%2B"));
        }

        public @Nullable String parameter(String name) {
            String[] parts = target.split("\\?", 2);
            for (String parameter : (parts.length < 2 ? "" : parts[1]).split("&", -1)) {
                if (parameter.startsWith(name + "=")) {
                    return decode(parameter.substring(name.length() + 1));
                }
            }
            return null;
        }

        /** A page of a listing. */
        public void page(List<String> keys, boolean truncated, @Nullable String continuation) throws IOException {
            StringBuilder xml =
                    new StringBuilder("<ListBucketResult><Name>raw-events</Name><EncodingType>url</EncodingType>");
            keys.forEach(key -> xml.append("""
                    <Contents><Key>%s</Key><LastModified>2026-11-20T13:30:00.000Z</LastModified><ETag>&quot;e&quot;</ETag>\
                    <Size>2</Size></Contents>""".formatted(URLEncoder.encode(key, UTF_8))));
            xml.append("<IsTruncated>").append(truncated).append("</IsTruncated>");
            if (continuation != null) {
                xml.append("<NextContinuationToken>").append(continuation).append("</NextContinuationToken>");
            }
            xml(200, xml.append("</ListBucketResult>").toString());
        }

        public void object(String etag, byte[] body) throws IOException {
            object(etag, body.length, body);
        }

        /** An object whose connection is closed behind {@code body}, however much was promised. */
        public void object(String etag, long contentLength, byte[] body) throws IOException {
            objectHead(etag, contentLength);
            write(body);
        }

        /** An object with no more than the beginning of its head and body, then a reset of the connection. */
        public void objectThenReset(String etag, long contentLength, byte[] body)
                throws IOException, InterruptedException {
            object(etag, contentLength, body);
            // Or the reset overtakes what was written.
            Thread.sleep(50);
            socket.setSoLinger(true, 0);
        }

        /** Nothing but a reset of the connection. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
        }

        public void error(int status, String code, String message) throws IOException {
            xml(status, "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message));
        }

        public void xml(int status, String body) throws IOException {
            byte[] bytes = body.getBytes(UTF_8);
            head(status, "Content-Type: application/xml\r\nContent-Length: " + bytes.length);
            write(bytes);
        }

        public void objectHead(String etag, long contentLength) throws IOException {
            head(
                    200,
                    "ETag: \"%s\"\r\nLast-Modified: Fri, 20 Nov 2026 13:45:00 GMT\r\nContent-Length: %d"
                            .formatted(etag, contentLength));
        }

        /** The status line and headers; {@code headers} without the last line's end. */
        public void head(int status, String headers) throws IOException {
            write("HTTP/1.1 %d Whatever\r\n%s\r\nConnection: close\r\n\r\n"
                    .formatted(status, headers)
                    .getBytes(ISO_8859_1));
        }

        public void write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        private static String decode(String text) {
            return URLDecoder.decode(text, UTF_8);
        }
    }
}
