package clickstream.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server, as many as there were requests at once. One thread watches over the time limits of all of them, which spares
 * each request a timer. Thread-safe.
 */
final class KeptConnections implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** How long an answer may pause. */
    private static final Duration PAUSE = Duration.ofSeconds(15);

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
     * @param timeout bounds a request, from sending it on an open connection to the last byte of its answer
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
        KeptConnection used = idle.pollFirst();
        if (used != null) {
            try {
                used.ask(request);
                return used;
            } catch (IOException e) {
                drop(used);
                if (closed || used.wasLate()) {
                    throw e;
                }
            }
        }
        KeptConnection fresh = open();
        boolean answered = false;
        try {
            fresh.ask(request);
            answered = true;
            return fresh;
        } finally {
            if (!answered) {
                drop(fresh);
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
    private KeptConnection open() throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        int number = opened.getAndIncrement();
        if (number == 0) {
            Thread.ofVirtual().name("s3-time-limits").start(this::watch);
        }
        for (int i = 1; ; i++) {
            try {
                return open(addresses[Math.floorMod(number + i, addresses.length)]);
            } catch (IOException e) {
                if (i == addresses.length) {
                    throw e;
                }
            }
        }
    }

    private KeptConnection open(InetAddress address) throws IOException {
        Socket socket = new Socket();
        boolean open = false;
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address, port), (int) CONNECT.toMillis());
            KeptConnection connection = new KeptConnection(tls == null ? socket : secured(socket, tls));
            all.add(connection);
            if (closed) {
                drop(connection);
                throw new SocketException("closed");
            }
            open = true;
            return connection;
        } finally {
            if (!open) {
                socket.close();
            }
        }
    }

    private SSLSocket secured(Socket socket, SSLContext context) throws IOException {
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setCipherSuites(cheapestFirst(parameters.getCipherSuites()));
        secured.setSSLParameters(parameters);
        socket.setSoTimeout((int) CONNECT.toMillis());
        secured.startHandshake();
        socket.setSoTimeout(0);
        return secured;
    }

    /** ChaCha20 in front, where it is allowed: a JVM without C2, as jobs/etl runs it, makes no use of the processor's AES. */
    private static String[] cheapestFirst(String[] suites) {
        String[] sorted = suites.clone();
        Arrays.sort(sorted, Comparator.comparing((String suite) -> !suite.contains("CHACHA20")));
        return sorted;
    }

    private void watch() {
        try {
            while (!closed) {
                Thread.sleep(WATCH);
                long now = System.nanoTime();
                all.forEach(connection -> connection.closeIfLate(now, timeout, PAUSE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        closed = true;
        all.forEach(this::drop);
    }
}
