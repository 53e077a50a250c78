package clickstream.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Listens on 127.0.0.1 and a free port until it is closed, and has each connection served by a thread of its own. Thread-safe. */
public final class ConnectionServer implements AutoCloseable {

    private static final int BACKLOG = 1_024;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private ConnectionServer(@Nullable SSLContext tls) {
        InetAddress address = InetAddress.getLoopbackAddress();
        try {
            server = tls == null
                    ? new ServerSocket(0, BACKLOG, address)
                    : tls.getServerSocketFactory().createServerSocket(0, BACKLOG, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes connections, but has nobody to serve them before {@link #serve}. */
    public static ConnectionServer open() {
        return open(null);
    }

    /** The same with TLS, unless {@code tls} is null. */
    static ConnectionServer open(@Nullable SSLContext tls) {
        return new ConnectionServer(tls);
    }

    /** Has them served from now on; called once. */
    public void serve(Consumer<Socket> service) {
        threads.execute(() -> accept(service));
    }

    public int port() {
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
