package clickstream.ingest.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Closes connections on which a request's head takes too long, however steadily its bytes come: Jetty's own limit is of silence only. Run
 * again and again by Jetty's scheduler, by one thread at a time.
 */
final class SlowHeads implements Runnable {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ServerConnector connector;
    private final Duration most;

    /** By connection; of those between two requests when the last byte before the next head had come. */
    private Map<EndPoint, Seen> seen = Map.of();

    /**
     * A connection as it was.
     *
     * @param requests so far
     * @param bytes received so far
     * @param atNanos by {@code System.nanoTime}
     */
    private record Seen(long requests, long bytes, long atNanos) {}

    /** @param most that a head may take, but for a second or two */
    SlowHeads(ServerConnector connector, Duration most) {
        this.connector = connector;
        this.most = most;
    }

    /** To be called once the connector has started; ends with its scheduler. */
    void start() {
        connector.getScheduler().schedule(this, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        long now = System.nanoTime();
        Map<EndPoint, Seen> next = new HashMap<>();
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            Connection connection = endPoint.getConnection();
            if (connection == null) {
                continue;
            }
            long requests = connection.getMessagesIn();
            long bytes = connection.getBytesIn();
            boolean inRequest = requests != connection.getMessagesOut();
            Seen before = seen.get(endPoint);
            if (before == null || inRequest || before.requests() != requests || before.bytes() == bytes) {
                next.put(endPoint, new Seen(requests, bytes, now));
            } else if (now - before.atNanos() < most.toNanos()) {
                next.put(endPoint, before);
            } else {
                endPoint.close();
            }
        }
        seen = next;
        start();
    }
}
