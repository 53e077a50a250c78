package clickstream.ingest.server;

import clickstream.ingest.Ingest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves HTTP/1.1 with a virtual thread a request. {@link #stop} ends it without losing what it has taken. Thread-safe.
 *
 * <p>Source: <a href="https://jetty.org/docs/jetty/12.1/programming-guide/server/http.html">Jetty's server libraries</a>.
 */
public final class IngestServer {

    /** Longer than load balancers keep a connection that is idle (60 s mostly): it must be them who close it. */
    private static final Duration IDLE = Duration.ofSeconds(75);

    /** For all of a head, however steadily it comes. */
    private static final Duration HEAD = Duration.ofSeconds(20);

    private static final int HEADER_BYTES = 16 << 10;
    private static final int ANSWER_BYTES = 4 << 10;

    /** Open at once, idle ones included. */
    private static final int MOST_CONNECTIONS = 15_000;

    /** Waiting to be accepted; the system's own limit may be lower. */
    private static final int BACKLOG = 4_096;

    /** Threads of the system: they accept and select, and never wait for a request. */
    private static final int PLATFORM_THREADS = 16;

    /** After S3's own time, for the answers to reach their senders. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    private final Ingest ingest;
    private final Server server;
    private final ServerConnector connector;
    private final RequestHandler handler;

    private IngestServer(Ingest ingest, String host, int port) {
        this.ingest = ingest;
        // Jetty's own kind of queue asks JMX how large a reference is, which takes a sixth of the start.
        QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS, 4, new LinkedBlockingQueue<>());
        threads.setName("http");
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setOutputBufferSize(ANSWER_BYTES);
        http.setSendServerVersion(false);
        // A cache of a connection's headers takes 95 KiB of each, however few they are.
        http.setHeaderCacheSize(0);
        http.setUriCompliance(UriCompliance.RFC3986);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setAcceptQueueSize(BACKLOG);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        ErrorAnswers errors = new ErrorAnswers(ingest);
        handler = new RequestHandler(ingest, errors);
        server.setHandler(handler);
        server.setErrorHandler(errors);
    }

    /**
     * Serves from now on.
     *
     * @param port 0 for any that is free
     * @throws IOException where the port cannot be had
     */
    public static IngestServer start(Ingest ingest, String host, int port) throws IOException {
        IngestServer server = new IngestServer(ingest, host, port);
        try {
            server.server.start();
            new SlowHeads(server.connector, HEAD).start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("Failed to start the server", e);
        }
        return server;
    }

    /** Where it can be reached by those on this machine. */
    public URI address() {
        String host = connector.getHost();
        return URI.create(
                "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, connector.getLocalPort()));
    }

    /**
     * Accepts no more connections, stores what it has taken, answers those who wait, and ends.
     *
     * @param most how long storing may take
     */
    public void stop(Duration most) {
        ingest.refuseFromNowOn();
        // Idle connections would keep it from ever being done; those that are answered are waited for below.
        Future<?> _ = connector.shutdown();
        connector.close();
        ingest.stop(most);
        handler.awaitAnswers(LAST_ANSWERS);
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Failed to stop the server", e);
        }
    }

    /** Returns once it has ended. */
    public void join() throws InterruptedException {
        server.join();
    }
}
