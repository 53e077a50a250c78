package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter;

/**
 * A Secrets Manager with one secret, on 127.0.0.1 and a free port. It speaks the service's JSON protocol, asks for a request that is signed
 * for the service and the secret's region, and can be told to refuse. Thread-safe.
 */
public final class TestingSecrets implements AutoCloseable {

    public static final String ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:dw-AbCdEf";

    private static final String SIGNED_FOR = "/eu-central-1/secretsmanager/aws4_request, ";

    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Answer answer = new Answer(200, Map.of("ARN", ARN, "SecretBinary", "AA=="));

    private record Answer(int status, Map<String, String> members) {}

    private TestingSecrets() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public static TestingSecrets start() {
        try {
            return new TestingSecrets();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For {@code AWS_ENDPOINT_URL_SECRETS_MANAGER}. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Requests so far. */
    public int requests() {
        return requests.get();
    }

    /** What the secret holds from now on. */
    public void put(String text) {
        answer = new Answer(200, Map.of("ARN", ARN, "SecretString", text));
    }

    /** As RDS writes it. */
    public void put(String user, String password) {
        put(JsonWriter.standard()
                .writeToString(Map.of(
                        "username",
                        user,
                        "password",
                        password,
                        "engine",
                        "postgres",
                        "host",
                        "elsewhere",
                        "port",
                        5432)));
    }

    /** How each request is answered from now on. */
    public void fail(int status, String code, @Nullable String message) {
        answer = new Answer(
                status, message == null ? Map.of("__type", code) : Map.of("__type", code, "message", message));
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Answer now = answer;
        if (!"secretsmanager.GetSecretValue".equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                || !asked.contains("\"SecretId\":\"%s\"".formatted(ARN))) {
            now = new Answer(400, Map.of("__type", "ResourceNotFoundException"));
        } else if (!String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                .contains(SIGNED_FOR)) {
            now = new Answer(400, Map.of("__type", "IncompleteSignatureException"));
        }
        byte[] body = JsonWriter.standard().writeToString(now.members()).getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(now.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
