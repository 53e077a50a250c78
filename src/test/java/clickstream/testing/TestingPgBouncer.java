package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real PgBouncer before a database, where one is installed, on 127.0.0.1 and a free port. It lets everybody in. */
public final class TestingPgBouncer implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Path folder;
    private final Process process;
    private final int port;

    private TestingPgBouncer(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    public static boolean isInstalled() {
        return program() != null;
    }

    /**
     * Starts it, and returns when it takes connections.
     *
     * @param settings of section {@code [pgbouncer]}, beside its address
     */
    public static TestingPgBouncer start(TestingDatabase database, String... settings)
            throws IOException, InterruptedException {
        int port = freePort();
        Path folder = Files.createTempDirectory("clickstream-pgbouncer-");
        // As root it wants another user's name, who must be able to read its file.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = Files.writeString(
                folder.resolve("pgbouncer.ini"),
                """
                [databases]
                %s = host=%s port=%d user=%s password='%s'
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                %s
                """.formatted(
                                database.name(),
                                database.host(),
                                database.port(),
                                database.user(),
                                database.password().replace("'", "''"),
                                port,
                                String.join("\n", settings)),
                UTF_8);
        List<String> command = new ArrayList<>(List.of(String.valueOf(program()), "-q"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(file.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        TestingPgBouncer started = new TestingPgBouncer(folder, process, port);
        started.awaitConnections();
        return started;
    }

    public int port() {
        return port;
    }

    private void awaitConnections() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!isConnectable()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String said = Files.readString(folder.resolve("log"));
                close();
                throw new IOException("PgBouncer did not start: " + said);
            }
            process.waitFor(Duration.ofMillis(20));
        }
    }

    private boolean isConnectable() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            process.destroy();
            process.waitFor(TIMEOUT);
            EmbeddedServer.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable File program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> new File(folder, "pgbouncer"))
                .filter(File::canExecute)
                .findFirst()
                .orElse(null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
