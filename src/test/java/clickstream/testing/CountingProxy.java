package clickstream.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP proxy on 127.0.0.1 and a free port that counts who comes, and passes all on to one server, whichever it is asked for. Thread-safe. */
public final class CountingProxy implements AutoCloseable {

    private final ConnectionServer server = ConnectionServer.open();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();
    private final URI to;

    private CountingProxy(URI to) {
        this.to = to;
        server.serve(this::serve);
    }

    public static CountingProxy start(URI to) {
        return new CountingProxy(to);
    }

    public int port() {
        return server.port();
    }

    public int connections() {
        return connections.get();
    }

    private void serve(Socket client) {
        connections.incrementAndGet();
        try (client;
                Socket asked = new Socket(to.getHost(), to.getPort())) {
            sockets.add(client);
            sockets.add(asked);
            server.execute(() -> pass(asked, client));
            client.getInputStream().transferTo(asked.getOutputStream());
        } catch (IOException e) {
            // One of them has gone.
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of them has gone.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Closeable socket : sockets) {
            socket.close();
        }
    }
}
