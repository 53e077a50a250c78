package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * What RDS puts before PostgreSQL where roles log in with tokens: it speaks TLS only, asks for a password in clear text, takes it for a
 * token, verifies that, and lets its bearer on to a real server. Thread-safe.
 *
 * <p>Source: <a href="https://www.postgresql.org/docs/18/protocol-message-formats.html">PostgreSQL's messages</a>.
 */
public final class TestingRds implements AutoCloseable {

    private final ConnectionServer server = ConnectionServer.open();
    private final SSLSocketFactory tls;
    private final TestingDatabase database;
    private final String secretKey;
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    private TestingRds(SSLSocketFactory tls, TestingDatabase database, String secretKey) {
        this.tls = tls;
        this.database = database;
        this.secretKey = secretKey;
        server.serve(this::serve);
    }

    /**
     * Starts it on 127.0.0.1 and a free port.
     *
     * @param secretKey what tokens must be signed with
     */
    public static TestingRds start(TestingCertificates certificates, TestingDatabase database, String secretKey)
            throws IOException, GeneralSecurityException {
        return new TestingRds(certificates.serverContext().getSocketFactory(), database, secretKey);
    }

    public int port() {
        return server.port();
    }

    /** Those that were verified, in order. */
    public List<String> tokens() {
        return List.copyOf(tokens);
    }

    private void serve(Socket plain) {
        try (plain) {
            // SSLRequest: its length and its code.
            plain.getInputStream().readNBytes(8);
            plain.getOutputStream().write('S');
            try (SSLSocket socket = (SSLSocket) tls.createSocket(plain, null, port(), true)) {
                socket.setUseClientMode(false);
                authenticate(socket);
            }
        } catch (IOException e) {
            // The client hung up, or the test is over.
        }
    }

    private void authenticate(SSLSocket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        List<String> startup = List.of(new String(body(in), UTF_8).substring(4).split("\0", -1));
        String user = startup.get(startup.indexOf("user") + 1);
        out.writeByte('R');
        out.writeInt(8);
        out.writeInt(3);
        in.readByte();
        String token = new String(body(in), UTF_8).strip().replace("\0", "");
        if (!token.startsWith("localhost:%d/?".formatted(port()))
                || !token.contains("DBUser=" + user + "&")
                || !RdsTokens.isSigned(token, secretKey)) {
            byte[] error = "SFATAL\0VFATAL\0C28000\0MPAM authentication failed for user \"%s\"\0\0"
                    .formatted(user)
                    .getBytes(UTF_8);
            out.writeByte('E');
            out.writeInt(error.length + 4);
            out.write(error);
            return;
        }
        tokens.add(token);
        try (Socket postgres = new Socket(database.host(), database.port())) {
            postgres.getOutputStream().write(startupAs(user));
            server.execute(() -> relay(in, postgres));
            postgres.getInputStream().transferTo(out);
        }
    }

    /** A message without its length. */
    private static byte[] body(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt() - 4);
    }

    /** The superuser, whom the real server asks for no password, in that role. */
    private byte[] startupAs(String user) throws IOException {
        byte[] parameters = "user\0%s\0database\0%s\0options\0-c role=%s\0\0"
                .formatted(PostgresServer.SUPERUSER, database.name(), user)
                .getBytes(UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream message = new DataOutputStream(bytes);
        message.writeInt(parameters.length + 8);
        message.writeInt(3 << 16);
        message.write(parameters);
        return bytes.toByteArray();
    }

    private static void relay(DataInputStream in, Socket postgres) {
        try (postgres) {
            in.transferTo(postgres.getOutputStream());
        } catch (IOException e) {
            // One of both hung up.
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
