package clickstream.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server of HTTP/1.1 for requests without bodies: as little as can stand between a measured client and its answers. A thread for each
 * connection, which is kept; an answer is written at once. Thread-safe.
 */
final class HttpGets implements AutoCloseable {

    private static final int MOST_OF_HEAD = 16_384;
    private static final byte[] NOTHING = {};

    /** Answers one request; called by many threads at once. */
    interface Service {
        Answer answer(Request request) throws InterruptedException;
    }

    /** The path and the query as they were sent; the query without its question mark. */
    record Request(String method, String path, String query, String head) {

        /** A header; null where the request has none of that name. */
        @Nullable
        String header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** What is answered; the headers without Content-Length. */
    static final class Answer {

        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;

        Answer(int status, Map<String, String> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        /** Without a body. */
        static Answer of(int status) {
            return new Answer(status, Map.of(), NOTHING);
        }
    }

    private final ConnectionServer server;
    private final Service service;

    private HttpGets(Service service, @Nullable SSLContext tls) {
        this.server = ConnectionServer.open(tls);
        this.service = service;
        server.serve(this::serve);
    }

    /** @param tls null for plain HTTP */
    static HttpGets start(Service service, @Nullable SSLContext tls) {
        return new HttpGets(service, tls);
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[MOST_OF_HEAD];
            int length = 0;
            while (true) {
                int end = endOfHead(buffer, length);
                while (end < 0) {
                    int read = in.read(buffer, length, buffer.length - length);
                    if (read <= 0) {
                        return;
                    }
                    length += read;
                    end = endOfHead(buffer, length);
                }
                Request request = request(new String(buffer, 0, end, ISO_8859_1));
                System.arraycopy(buffer, end, buffer, 0, length - end);
                length -= end;
                out.write(written(service.answer(request), request.method().equals("HEAD")));
            }
        } catch (IOException e) {
            // The client has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int endOfHead(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private static Request request(String head) {
        int method = head.indexOf(' ');
        int target = head.indexOf(' ', method + 1);
        String path = head.substring(method + 1, target);
        int query = path.indexOf('?');
        return new Request(
                head.substring(0, method),
                query < 0 ? path : path.substring(0, query),
                query < 0 ? "" : path.substring(query + 1),
                head);
    }

    private static byte[] written(Answer answer, boolean headOnly) {
        StringBuilder head =
                new StringBuilder(256).append("HTTP/1.1 ").append(answer.status).append(" -\r\n");
        answer.headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(answer.body.length).append("\r\n\r\n");
        byte[] headBytes = head.toString().getBytes(ISO_8859_1);
        if (headOnly) {
            return headBytes;
        }
        byte[] bytes = Arrays.copyOf(headBytes, headBytes.length + answer.body.length);
        System.arraycopy(answer.body, 0, bytes, headBytes.length, answer.body.length);
        return bytes;
    }
}
