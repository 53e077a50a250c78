package clickstream.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/**
 * A pooler between a client and PostgreSQL, as PgBouncer is: it tells numbers of sessions of its own, refuses the start-up parameter
 * {@code options}, and shares out the sessions of the server by session or by transaction. It speaks no TLS.
 */
public final class TestingPooler implements AutoCloseable {

    private static final int SSL_REQUEST = 80_877_103;

    private final ConnectionServer server = ConnectionServer.open();
    private final String host;
    private final int port;
    private final boolean byTransaction;
    private final BlockingDeque<Link> idle = new LinkedBlockingDeque<>();
    private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();

    private TestingPooler(TestingDatabase database, boolean byTransaction) {
        this.host = database.host();
        this.port = database.port();
        this.byTransaction = byTransaction;
        server.serve(this::serve);
    }

    /** Starts it on 127.0.0.1 and a free port. */
    public static TestingPooler start(TestingDatabase database, boolean byTransaction) {
        return new TestingPooler(database, byTransaction);
    }

    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        sockets.forEach(TestingPooler::closeQuietly);
    }

    private void serve(Socket socket) {
        try (Link client = new Link(socket)) {
            Link own = login(client);
            if (own == null) {
                return;
            }
            if (byTransaction) {
                idle.push(own);
            }
            Message message = client.read();
            while (message.type() != 'X') {
                Link session = byTransaction ? idle.takeFirst() : own;
                char state = 'T';
                while (state != 'I') {
                    session.write(message);
                    if (message.type() == 'Q' || message.type() == 'S') {
                        Message ready = answer(session, client);
                        state = (char) ready.body().get(0);
                        if (state == 'I' && byTransaction) {
                            // Before the client knows, as with a pooler of one thread: nobody finds it gone.
                            idle.push(session);
                        }
                        client.write(ready);
                    }
                    message = client.read();
                }
            }
        } catch (IOException e) {
            // One of the two has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The client logs in at the server itself; null where it is refused. */
    private @Nullable Link login(Link client) throws IOException {
        byte[] startup = client.readStartup();
        if (ByteBuffer.wrap(startup).getInt() == SSL_REQUEST) {
            client.out.writeByte('N');
            client.out.flush();
            startup = client.readStartup();
        }
        if (new String(startup, StandardCharsets.UTF_8).contains("\0options\0")) {
            client.write(new Message(
                    'E',
                    StandardCharsets.UTF_8.encode(
                            "SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0")));
            return null;
        }
        Link session = new Link(new Socket(host, port));
        session.out.writeInt(startup.length + Integer.BYTES);
        session.out.write(startup);
        session.out.flush();
        Message message = session.read();
        while (message.type() != 'Z') {
            client.write(message.type() == 'K' ? new Message('K', ByteBuffer.allocate(2 * Integer.BYTES)) : message);
            if (message.type() == 'R' && message.asksForMore()) {
                session.write(client.read());
            }
            message = session.read();
        }
        client.write(message);
        return session;
    }

    /** Passes on what the server says until it is ready, and returns its word for that, which is not passed on yet. */
    private static Message answer(Link session, Link client) throws IOException {
        Message message = session.read();
        while (message.type() != 'Z') {
            client.write(message);
            if (message.type() == 'G') {
                // COPY goes on with what the client sends.
                Message data = client.read();
                while (data.type() == 'd') {
                    session.write(data);
                    data = client.read();
                }
                session.write(data);
            }
            message = session.read();
        }
        return message;
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    private record Message(int type, ByteBuffer body) {

        /** A password, or one more step of SCRAM: not the last one's answer, and not that all is well. */
        boolean asksForMore() {
            int code = body.getInt(0);
            return code != 0 && code != 12;
        }
    }

    /** One end of a connection. */
    private final class Link implements Closeable {

        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;

        Link(Socket socket) throws IOException {
            this.socket = socket;
            sockets.add(socket);
            socket.setTcpNoDelay(true);
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        }

        byte[] readStartup() throws IOException {
            return in.readNBytes(in.readInt() - Integer.BYTES);
        }

        Message read() throws IOException {
            int type = in.readByte();
            return new Message(type, ByteBuffer.wrap(in.readNBytes(in.readInt() - Integer.BYTES)));
        }

        void write(Message message) throws IOException {
            out.writeByte(message.type());
            out.writeInt(message.body().remaining() + Integer.BYTES);
            out.write(message.body().array(), 0, message.body().remaining());
            out.flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
