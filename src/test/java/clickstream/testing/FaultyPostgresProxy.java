package clickstream.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a client and PostgreSQL, reads their messages and does harm at a chosen one: it calls a {@link Fault}, which may kill the
 * client or lose the connection.
 *
 * <p>Source: <a href="https://www.postgresql.org/docs/18/protocol-message-formats.html">the formats of PostgreSQL's messages</a>.
 */
public final class FaultyPostgresProxy implements AutoCloseable {

    private static final int SSL_REQUEST = 80_877_103;

    private final ServerSocket server;
    private final String host;
    private final int port;
    private final Fault fault;
    private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();

    private FaultyPostgresProxy(ServerSocket server, String host, int port, Fault fault) {
        this.server = server;
        this.host = host;
        this.port = port;
        this.fault = fault;
    }

    /** Where in the talk of client and server one is. */
    public enum Moment {
        /** A message of the client is about to be passed on. */
        MESSAGE,
        /** The client's COMMIT is about to be passed on. */
        BEFORE_COMMIT,
        /** The server has committed and its answer is about to be passed on. */
        AFTER_COMMIT
    }

    /** Decides what happens at a moment. */
    @FunctionalInterface
    public interface Fault {

        /** Called at each moment, on the connection's thread; false loses the connection. */
        boolean passes(Moment moment);
    }

    public static FaultyPostgresProxy start(TestingDatabase database, Fault fault) {
        try {
            ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            FaultyPostgresProxy proxy = new FaultyPostgresProxy(server, database.host(), database.port(), fault);
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The variables of {@code database}, but through this proxy. */
    public Map<String, String> environment(TestingDatabase database) {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put("DW_PG_HOST", server.getInetAddress().getHostAddress());
        environment.put("DW_PG_PORT", Integer.toString(server.getLocalPort()));
        return environment;
    }

    @Override
    public void close() {
        closeQuietly(server);
        sockets.forEach(FaultyPostgresProxy::closeQuietly);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket postgres = new Socket(host, port)) {
            sockets.add(postgres);
            // Or each message waits 40 ms for the acknowledgement of the one before.
            client.setTcpNoDelay(true);
            postgres.setTcpNoDelay(true);
            Talk talk = new Talk(client, postgres);
            Thread.ofVirtual().start(talk::serverToClient);
            talk.clientToServer();
        } catch (IOException e) {
            // One of the two has gone, or the fault wanted it so.
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    /** One connection. */
    private final class Talk {

        private final Socket client;
        private final Socket postgres;
        private String commitStatement = "none";

        Talk(Socket client, Socket postgres) {
            this.client = client;
            this.postgres = postgres;
        }

        void clientToServer() throws IOException {
            DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(postgres.getOutputStream()));
            boolean started = false;
            while (true) {
                int type = started ? in.readByte() : 0;
                int length = in.readInt();
                byte[] body = in.readNBytes(length - Integer.BYTES);
                if (started && !passes(Moment.MESSAGE)) {
                    return;
                }
                if (started && isCommit(type, body) && !passes(Moment.BEFORE_COMMIT)) {
                    return;
                }
                if (started) {
                    out.writeByte(type);
                }
                out.writeInt(length);
                out.write(body);
                out.flush();
                started |= !(length == 8 && ByteBuffer.wrap(body).getInt() == SSL_REQUEST);
            }
        }

        void serverToClient() {
            try (client;
                    postgres) {
                DataInputStream in = new DataInputStream(new BufferedInputStream(postgres.getInputStream()));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
                // The answer to the request for TLS is one byte; the servers of tests speak none.
                out.writeByte(in.readByte());
                out.flush();
                while (true) {
                    int type = in.readByte();
                    int length = in.readInt();
                    byte[] body = in.readNBytes(length - Integer.BYTES);
                    if (type == 'C' && text(body, 0).equals("COMMIT") && !passes(Moment.AFTER_COMMIT)) {
                        return;
                    }
                    out.writeByte(type);
                    out.writeInt(length);
                    out.write(body);
                    out.flush();
                }
            } catch (IOException e) {
                // One of the two has gone.
            }
        }

        private boolean passes(Moment moment) {
            return fault.passes(moment);
        }

        /** A statement is parsed under a name once and then only bound. */
        private boolean isCommit(int type, byte[] body) {
            if (type == 'P') {
                String name = text(body, 0);
                if (text(body, name.length() + 1).equals("COMMIT")) {
                    commitStatement = name;
                } else if (name.equals(commitStatement)) {
                    commitStatement = "none";
                }
                return false;
            }
            if (type == 'B') {
                String portal = text(body, 0);
                return text(body, portal.length() + 1).equals(commitStatement);
            }
            return type == 'Q' && text(body, 0).equals("COMMIT");
        }

        private static String text(byte[] body, int from) {
            int end = from;
            while (body[end] != 0) {
                end++;
            }
            return new String(body, from, end - from, StandardCharsets.ISO_8859_1);
        }
    }
}
