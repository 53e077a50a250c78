package clickstream.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server, as many as there were requests at once. One thread watches over the time limits of all of them, which spares
 * each request a timer. Thread-safe.
 */
final class KeptConnections implements AutoCloseable {

    /** How long one address may take to accept. */
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** How long an answer may pause, and a handshake last. */
    private static final Duration PAUSE = Duration.ofSeconds(15);

    /** Shorter than firewalls remember one that is idle: they drop what comes later without a word. */
    private static final Duration IDLE = Duration.ofSeconds(20);

    private static final Duration WATCH = Duration.ofMillis(200);

    private final String host;
    private final int port;
    private final @Nullable SSLContext tls;
    private final Duration timeout;
    private final Deque<KeptConnection> idle = new ConcurrentLinkedDeque<>();
    private final Set<KeptConnection> all = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile boolean closed;

    /**
     * Connections to the server of {@code address}; none is opened yet.
     *
     * @param tls null for plain HTTP
     * @param timeout bounds a request, from opening a connection for it, once the address is known, to the last byte of its answer
     */
    KeptConnections(URI address, @Nullable SSLContext tls, Duration timeout) {
        String name = address.getHost();
        // An address of IPv6 has brackets in a URI only.
        this.host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        this.port = address.getPort() >= 0 ? address.getPort() : tls == null ? 80 : 443;
        this.tls = tls;
        this.timeout = timeout;
    }

    /**
     * Sends a request on one that is idle, the last used first, or on a new one, and waits for the head of the answer. Asks a second time
     * where an idle one turns out to have been closed by the server: so requests must be such that they may be sent twice.
     *
     * @return one that {@link #keep} or {@link #drop} takes back
     */
    KeptConnection ask(byte[] request) throws IOException {
        long begun = System.nanoTime();
        KeptConnection used = idle.pollFirst();
        if (used != null) {
            used.begin(begun);
            try {
                return asked(used, request);
            } catch (IOException e) {
                if (closed || used.wasLate()) {
                    throw e;
                }
            }
        }
        return asked(open(begun), request);
    }

    private KeptConnection asked(KeptConnection connection, byte[] request) throws IOException {
        boolean answered = false;
        try {
            connection.ask(request);
            answered = true;
            return connection;
        } finally {
            if (!answered) {
                drop(connection);
            }
        }
    }

    /** Gives back one whose answer was read to its end. */
    void keep(KeptConnection connection) {
        if (connection.rest() && !closed) {
            idle.addFirst(connection);
        } else {
            drop(connection);
        }
    }

    /** Gives back one that is of no more use. */
    void drop(KeptConnection connection) {
        all.remove(connection);
        connection.close();
    }

    /** A new one, to any of the addresses that the server's name has now. */
    private KeptConnection open(long begun) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        int number = opened.getAndIncrement();
        if (number == 0) {
            Thread.ofVirtual().name("s3-time-limits").start(this::watch);
        }
        for (int i = 1; ; i++) {
            KeptConnection connection = new KeptConnection(begun);
            try {
                open(connection, addresses[Math.floorMod(number + i, addresses.length)]);
                return connection;
            } catch (IOException e) {
                if (closed || connection.wasLate() || i == addresses.length) {
                    throw e;
                }
            }
        }
    }

    private void open(KeptConnection connection, InetAddress address) throws IOException {
        boolean open = false;
        all.add(connection);
        try {
            if (closed) {
                throw new SocketException("closed");
            }
            connection.connect(new InetSocketAddress(address, port), CONNECT);
            if (tls != null) {
                connection.secure(tls, host, port);
            }
            open = true;
        } finally {
            if (!open) {
                drop(connection);
            }
        }
    }

    private void watch() {
        try {
            while (!closed) {
                Thread.sleep(WATCH);
                long now = System.nanoTime();
                all.forEach(connection -> connection.closeIfLate(now, timeout, PAUSE));
                dropIdle(now, IDLE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drops those that have served nobody for so long, and whom nobody takes right now. */
    void dropIdle(long now, Duration time) {
        for (KeptConnection connection : List.copyOf(idle)) {
            if (connection.isIdleFor(time, now) && idle.remove(connection)) {
                drop(connection);
            }
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        closed = true;
        all.forEach(this::drop);
    }
}
