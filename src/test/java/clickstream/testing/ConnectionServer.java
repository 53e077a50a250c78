package clickstream.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Listens on 127.0.0.1 and a free port until it is closed, and has each connection served by a thread of its own. Thread-safe. */
final class ConnectionServer implements AutoCloseable {

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private ConnectionServer() {
        try {
            server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes connections, but has nobody to serve them before {@link #serve}. */
    static ConnectionServer open() {
        return new ConnectionServer();
    }

    /** Has them served from now on; called once. */
    void serve(Consumer<Socket> service) {
        threads.execute(() -> accept(service));
    }

    int port() {
        return server.getLocalPort();
    }

    /** Runs something else beside, until this is closed. */
    void execute(Runnable beside) {
        threads.execute(beside);
    }

    private void accept(Consumer<Socket> service) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> service.accept(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Takes no connection more and interrupts whoever serves one. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
