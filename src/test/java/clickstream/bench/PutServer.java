package clickstream.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An S3 server that takes PUTs only, with any signature, and holds what it has got: as little as can stand between a measured client and
 * its answers. It undoes {@code aws-chunked}, which {@code S3Client} sends. Thread-safe.
 */
final class PutServer implements AutoCloseable {

    private static final int BACKLOG = 4_096;
    private static final int MOST_HEAD_BYTES = 16 << 10;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();

    /** When each PUT was answered, in milliseconds since the epoch. */
    private final ConcurrentLinkedQueue<Long> puts = new ConcurrentLinkedQueue<>();

    private volatile Duration latency = Duration.ZERO;

    private PutServer(ServerSocket server) {
        this.server = server;
        threads.execute(this::accept);
    }

    /** @param tls null for plain HTTP */
    static PutServer start(@Nullable SSLContext tls) throws IOException {
        InetAddress address = InetAddress.getLoopbackAddress();
        return new PutServer(
                tls == null
                        ? new ServerSocket(0, BACKLOG, address)
                        : tls.getServerSocketFactory().createServerSocket(0, BACKLOG, address));
    }

    int port() {
        return server.getLocalPort();
    }

    /** How long each answer waits from now on. */
    void answerAfter(Duration time) {
        latency = time;
    }

    /** What it holds, by key. */
    Map<String, byte[]> objects() {
        return objects;
    }

    /** PUTs that were answered from one moment to another, in milliseconds since the epoch. */
    long puts(long from, long to) {
        return puts.stream().filter(at -> at >= from && at < to).count();
    }

    void clear() {
        objects.clear();
        puts.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                // Closed, or a connection that is gone already.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
                OutputStream out = socket.getOutputStream()) {
            for (String head = head(in); head != null; head = head(in)) {
                answer(head, in, out);
            }
        } catch (IOException e) {
            // The client has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(String head, InputStream in, OutputStream out) throws IOException, InterruptedException {
        String[] lines = head.split("\r\n", -1);
        String[] request = lines[0].split(" ", -1);
        Map<String, String> headers = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        if (headers.containsKey("expect")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        if (headers.containsKey("x-amz-decoded-content-length")) {
            body = unchunked(body);
        }
        if (latency.isPositive()) {
            Thread.sleep(latency);
        }
        String key = request[1].substring(request[1].indexOf('/', 1) + 1).replaceFirst("\\?.*", "");
        boolean isNew = objects.putIfAbsent(key, body) == null || !headers.containsKey("if-none-match");
        puts.add(System.currentTimeMillis());
        String status =
                !request[0].equals("PUT") ? "501 Not Implemented" : isNew ? "200 OK" : "412 Precondition Failed";
        out.write("HTTP/1.1 %s\r\nETag: \"%032x\"\r\nContent-Length: 0\r\n\r\n"
                .formatted(status, key.hashCode())
                .getBytes(ISO_8859_1));
    }

    /** What stands before the empty line; null where the connection ends. */
    private static @Nullable String head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        int lineBytes = 0;
        while (bytes.size() < MOST_HEAD_BYTES) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            bytes.write(next);
            if (next == '\n') {
                if (lineBytes == 0) {
                    return bytes.toString(ISO_8859_1);
                }
                lineBytes = 0;
            } else if (next != '\r') {
                lineBytes++;
            }
        }
        throw new IOException("a head without an end");
    }

    /** <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html">Chunks</a> without signatures and trailers. */
    private static byte[] unchunked(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length);
        int at = 0;
        while (true) {
            int lineEnd = at;
            while (lineEnd < body.length && body[lineEnd] != '\r') {
                lineEnd++;
            }
            if (lineEnd >= body.length) {
                throw new EOFException("chunks without an end");
            }
            int size = Integer.parseInt(new String(body, at, lineEnd - at, ISO_8859_1).replaceFirst(";.*", ""), 16);
            if (size == 0) {
                return bytes.toByteArray();
            }
            bytes.write(body, lineEnd + 2, size);
            at = lineEnd + 2 + size + 2;
        }
    }
}
