package clickstream.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What the ingest is measured beside, with the same HTTP server: one that answers at once and stores nothing, and one that puts each event
 * with the AWS SDK's {@code S3Client}, as it is but for the number of its connections, and answers then. Neither checks what it gets, nor
 * logs.
 */
final class PlainService extends Handler.Abstract {

    /** Enough for every request that is under way. */
    private static final int MOST_CONNECTIONS = 2_000;

    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu/MM/dd/HH").withZone(ZoneOffset.UTC);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final S3Client s3;
    private final String bucket;
    private final boolean stores;

    private PlainService(S3Client s3, String bucket, boolean stores) {
        this.s3 = s3;
        this.bucket = bucket;
        this.stores = stores;
    }

    /** Prints its address once it can be used. */
    public static void main(String[] arguments) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(16, 4);
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory());
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(4_096);
        server.addConnector(connector);
        S3Client s3 = S3Client.builder()
                .forcePathStyle(true)
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(MOST_CONNECTIONS))
                .build();
        server.setHandler(new PlainService(s3, System.getenv("RAW_BUCKET_NAME"), arguments[0].equals("stores")));
        server.start();
        System.out.println("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String body = UTF_8.decode(Content.Source.asByteBuffer(request)).toString();
        if (stores) {
            List<String> events = body.lines().toList();
            if (events.size() == 1) {
                put(events.getFirst());
            } else {
                CompletableFuture.allOf(events.stream()
                                .map(event -> CompletableFuture.runAsync(() -> put(event), threads))
                                .toArray(CompletableFuture[]::new))
                        .join();
            }
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap("{\"success\":true}".getBytes(UTF_8)), callback);
        return true;
    }

    private void put(String event) {
        Instant now = Instant.now();
        String stamped =
                "%s,\"_ingest\":{\"receivedAt\":\"%s\",\"method\":\"POST\",\"path\":\"/clickstream\",\"requestId\":\"%s\"}}"
                        .formatted(event.substring(0, event.length() - 1), now, UUID.randomUUID());
        String key = "events/%s/event-%s.json".formatted(HOUR.format(now), UUID.randomUUID());
        s3.putObject(
                put -> put.bucket(bucket).key(key).contentType("application/json"), RequestBody.fromString(stamped));
    }
}
