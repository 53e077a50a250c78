package clickstream.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;

/** A connection to a server of this machine on which a test says what it likes, HTTP or not. Reading and writing may be two threads' business. */
public final class RawConnection implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    private RawConnection(URI server) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
            in = new BufferedInputStream(socket.getInputStream(), 1_024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RawConnection to(URI server) {
        return new RawConnection(server);
    }

    /** Whether it could be sent: not, once the server has closed the connection. */
    public boolean send(String text) {
        return send(text.getBytes(ISO_8859_1));
    }

    public boolean send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The next answer, head and body.
     *
     * @return empty where the connection is closed before its end
     * @throws AssertionError where neither comes in that time
     */
    public String answer(Duration most) {
        StringBuilder answer = new StringBuilder();
        try {
            socket.setSoTimeout(Math.toIntExact(most.toMillis()));
            while (answer.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return "";
                }
                answer.append((char) next);
            }
            int length = answer.toString()
                    .lines()
                    .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                    .findFirst()
                    .orElse(0);
            return answer.append(new String(in.readNBytes(length), ISO_8859_1)).toString();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer within %s, but: %s".formatted(most, answer), e);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
