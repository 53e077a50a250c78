package clickstream.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A connection to S3 that serves one request after the other: one thread's at a time, but for {@link #closeIfLate}, {@link #isIdleFor} and
 * {@link #close}.
 */
final class KeptConnection {

    /** A head of S3 has some 500 bytes. */
    private static final int MOST_OF_HEAD = 8_192;

    /** A body of no use is read up to here, which is cheaper than another connection. */
    private static final int MOST_TO_SKIP = 65_536;

    /** Below TLS, where there is any: it can be closed whatever another thread waits for. */
    private final Socket socket = new Socket();

    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private final byte[] buffer = new byte[MOST_OF_HEAD];
    private int from;
    private int to;
    private AnswerHead head = AnswerHead.NONE;

    /** Of the request under way, on the clock of {@link System#nanoTime}. */
    private volatile long asked;

    private volatile long heard;
    private volatile boolean waiting;
    private volatile boolean late;

    /**
     * One that is not open yet.
     *
     * @param begun when the request began that it is for, on the clock of {@link System#nanoTime}
     */
    KeptConnection(long begun) {
        begin(begun);
    }

    /** Lets time run for the request that comes next. */
    void begin(long begun) {
        asked = begun;
        heard = begun;
        waiting = true;
    }

    /** Opens it. */
    void connect(InetSocketAddress address, Duration timeout) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(address, (int) timeout.toMillis());
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Goes on by TLS, if the server proves to be {@code host}. */
    void secure(SSLContext tls, String host, int port) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setCipherSuites(cheapestFirst(parameters.getCipherSuites()));
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        in = secured.getInputStream();
        out = secured.getOutputStream();
    }

    /** ChaCha20 in front, where it is allowed: until C2 has compiled it, AES makes no use of the processor's instructions. */
    private static String[] cheapestFirst(String[] suites) {
        String[] sorted = suites.clone();
        Arrays.sort(sorted, Comparator.comparing((String suite) -> !suite.contains("CHACHA20")));
        return sorted;
    }

    /**
     * Sends a request and waits for the head of its answer.
     *
     * @throws IOException where there is none, or one that is not understood: then the connection is of no more use
     */
    void ask(byte[] request) throws IOException {
        out.write(request);
        from = 0;
        to = 0;
        int end = endOfHead(0);
        while (end < 0) {
            int looked = Math.max(0, to - 3);
            if (to == buffer.length) {
                throw new IOException("a head of more than %d bytes".formatted(MOST_OF_HEAD));
            }
            to += read(buffer, to, buffer.length - to);
            end = endOfHead(looked);
        }
        from = end;
        head = AnswerHead.of(new String(buffer, 0, end, StandardCharsets.ISO_8859_1));
    }

    /** The head of the answer to the request that was sent last. */
    AnswerHead head() {
        return head;
    }

    /** Where the body begins; -1 where that is not to be seen yet. */
    private int endOfHead(int start) {
        for (int i = start; i + 3 < to; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    /** The body, which has {@code length} bytes. */
    byte[] body(int length) throws IOException {
        byte[] bytes = new byte[length];
        int at = Math.min(to - from, length);
        System.arraycopy(buffer, from, bytes, 0, at);
        from += at;
        while (at < length) {
            at += read(bytes, at, length - at);
        }
        return bytes;
    }

    /** Reads a body that nobody wants; false where it is too long for that, or nobody knows how long it is. */
    boolean skip(long length) throws IOException {
        if (length < 0 || length > MOST_TO_SKIP) {
            return false;
        }
        body((int) length);
        return true;
    }

    private int read(byte[] bytes, int at, int most) throws IOException {
        int count = in.read(bytes, at, most);
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
        heard = System.nanoTime();
        return count;
    }

    /** The answer is read to its end; false where more came, which belongs to no request. */
    boolean rest() {
        waiting = false;
        return from == to;
    }

    /** Closes it, and so fails whoever waits for it, where a request takes longer than it may or nothing comes for longer. */
    void closeIfLate(long now, Duration whole, Duration pause) {
        if (waiting && (now - asked > whole.toNanos() || now - heard > pause.toNanos())) {
            late = true;
            close();
        }
    }

    /** Whether it was closed for its answer was late. */
    boolean wasLate() {
        return late;
    }

    /** Whether it has served nobody for so long. */
    boolean isIdleFor(Duration time, long now) {
        return !waiting && now - heard > time.toNanos();
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use either way.
        }
    }
}
