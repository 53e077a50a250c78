package clickstream.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The shop's web server, at a free port of 127.0.0.1: its files, the same page under every other path, and {@code /api/journey?client=}. It takes
 * requests from {@link #open} on.
 */
final class ShopServer implements AutoCloseable {

    private static final String FOLDER = "/clickstream/demo/shop";
    private static final String QUERY = "client=";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ShopServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
    }

    /** Where it is, or will be, without a slash at the end. */
    String origin() {
        return "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
    }

    /** Opens the shop, whose pages take the publisher from that ingest. */
    void open(URI ingest, Journey journey) {
        server.createContext("/", exchange -> answer(exchange, ingest));
        server.createContext("/api/journey", exchange -> {
            String query = String.valueOf(exchange.getRequestURI().getRawQuery());
            String client = query.startsWith(QUERY)
                    ? URLDecoder.decode(query.substring(QUERY.length()), StandardCharsets.UTF_8)
                    : "";
            send(exchange, "application/json", journey.of(client).getBytes(StandardCharsets.UTF_8));
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, URI ingest) throws IOException {
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/site.js", "/products.js", "/journey.js" -> send(exchange, "text/javascript", file(path));
            case "/site.css" -> send(exchange, "text/css", file(path));
            default -> {
                String page = new String(file("/page.html"), StandardCharsets.UTF_8);
                send(
                        exchange,
                        "text/html",
                        page.replace("INGEST", ingest.toString()).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static byte[] file(String path) throws IOException {
        try (InputStream file = ShopServer.class.getResourceAsStream(FOLDER + path)) {
            if (file == null) {
                throw new IOException("not on the class path: " + FOLDER + path);
            }
            return file.readAllBytes();
        }
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
