package clickstream.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection to S3 that serves one request after the other: one thread's at a time, but for {@link #closeIfLate} and {@link #close}. */
final class KeptConnection {

    /** A head of S3 has some 500 bytes. */
    private static final int MOST_OF_HEAD = 8_192;

    /** A body of no use is read up to here, which is cheaper than another connection. */
    private static final int MOST_TO_SKIP = 65_536;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[MOST_OF_HEAD];
    private int from;
    private int to;
    private AnswerHead head = AnswerHead.NONE;

    /** Of the request under way, on the clock of {@link System#nanoTime}. */
    private volatile long asked;

    private volatile long heard;
    private volatile boolean waiting;
    private volatile boolean late;

    /** Takes over a connection that is open. */
    KeptConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /**
     * Sends a request and waits for the head of its answer.
     *
     * @throws IOException where there is none, or one that is not understood: then the connection is of no more use
     */
    void ask(byte[] request) throws IOException {
        asked = System.nanoTime();
        heard = asked;
        waiting = true;
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

    /** Closes it, and so fails whoever reads from it, where an answer takes longer than it may or pauses longer. */
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

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use either way.
        }
    }
}
