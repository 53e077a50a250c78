package clickstream.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Stands between an ingest and an S3 server, and does harm to PUTs. It knows {@code If-None-Match: *}, which the server does not. One
 * request a connection. Thread-safe, if the supplier is.
 */
public final class FaultyPutProxy implements AutoCloseable {

    /** What becomes of one PUT. */
    public enum Outcome {
        /** It is stored and answered. */
        STORED,
        /** It is stored, and the connection is broken instead of an answer. */
        CUT_BEHIND_THE_BYTES,
        /** The connection is broken. */
        CUT,
        /** It is answered 503. */
        SLOW_DOWN,
        /** It is answered 403, which no further try changes. */
        REFUSED,
        /** It is neither stored nor answered. */
        HUNG,
        /** It is stored, and never answered. */
        HUNG_BEHIND_THE_BYTES
    }

    private static final String SLOW_DOWN = "<Error><Code>SlowDown</Code><Message>reduce rate</Message></Error>";
    private static final String REFUSED = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";

    private static final String EXISTS =
            "HTTP/1.1 412 Precondition Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private final TestingS3 s3;
    private final Map<String, String> environment;
    private final Supplier<Outcome> outcomes;
    private final ConnectionServer server = ConnectionServer.open();
    private final AtomicInteger puts = new AtomicInteger();
    private final AtomicInteger exists = new AtomicInteger();

    private FaultyPutProxy(TestingS3 s3, Supplier<Outcome> outcomes) {
        this.s3 = s3;
        this.outcomes = outcomes;
        environment = new HashMap<>(s3.environment());
        environment.put("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + server.port());
        server.serve(this::serve);
    }

    /**
     * Starts one.
     *
     * @param outcomes is asked at each PUT
     */
    public static FaultyPutProxy start(TestingS3 s3, Supplier<Outcome> outcomes) {
        return new FaultyPutProxy(s3, outcomes);
    }

    /** The variables of the server, but through this proxy. */
    public Map<String, String> environment() {
        return environment;
    }

    /** PUTs of what was there already. */
    public int exists() {
        return exists.get();
    }

    /** PUTs so far. */
    public int puts() {
        return puts.get();
    }

    @Override
    public void close() {
        server.close();
    }

    private void serve(Socket client) {
        try (client) {
            byte[] request = request(client.getInputStream());
            puts.incrementAndGet();
            switch (outcomes.get()) {
                case STORED -> client.getOutputStream().write(forwarded(request));
                case CUT_BEHIND_THE_BYTES -> {
                    forwarded(request);
                    client.setSoLinger(true, 0);
                }
                case CUT -> client.setSoLinger(true, 0);
                case SLOW_DOWN -> client.getOutputStream().write(answer("503 Slow Down", SLOW_DOWN));
                case REFUSED -> client.getOutputStream().write(answer("403 Forbidden", REFUSED));
                case HUNG -> hang();
                case HUNG_BEHIND_THE_BYTES -> {
                    forwarded(request);
                    hang();
                }
            }
        } catch (IOException | InterruptedException e) {
            // The client hung up, or the test is over.
        }
    }

    private static byte[] answer(String status, String error) {
        return "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, error.length(), error)
                .getBytes(UTF_8);
    }

    private static void hang() throws InterruptedException {
        TimeUnit.MINUTES.sleep(5);
    }

    /** The server's answer; the signed head is sent as it came, but for the connection, which is not signed. */
    private byte[] forwarded(byte[] request) throws IOException {
        String head = new String(request, ISO_8859_1);
        String key = head.split(" ", 3)[1].split("/", 3)[2];
        if (head.toLowerCase(Locale.ROOT).contains("if-none-match: *")
                && s3.keys(key).contains(key)) {
            exists.incrementAndGet();
            return EXISTS.getBytes(ISO_8859_1);
        }
        try (Socket server =
                new Socket(InetAddress.getLoopbackAddress(), s3.endpoint().getPort())) {
            server.getOutputStream().write(request);
            server.getOutputStream().flush();
            return server.getInputStream().readAllBytes();
        }
    }

    private static byte[] request(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed within the head");
            }
            head.write(next);
        }
        String text = head.toString(ISO_8859_1);
        int length = text.lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("closed within the body");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((text.substring(0, text.length() - 2) + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }
}
