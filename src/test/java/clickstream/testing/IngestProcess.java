package clickstream.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ingest's server in a process of its own, with an environment of its own. */
public final class IngestProcess implements AutoCloseable {

    /** As it is shipped; there is one in the tests of the finished jar only. */
    public static final Path JAR = Path.of("target", "clickstream-ingest.jar");

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Process process;
    private final BufferedReader out;
    private final Path err;
    private @Nullable URI address;

    private IngestProcess(Process process, Path err) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.err = err;
    }

    /** Starts it at any free port. */
    public static IngestProcess start(Map<String, String> environment, String... javaOptions) {
        return start(environment, List.of(javaOptions), List.of("--port", "0"));
    }

    public static IngestProcess start(
            Map<String, String> environment, List<String> javaOptions, List<String> arguments) {
        List<String> command = new ArrayList<>(commandLine());
        command.addAll(1, javaOptions);
        command.addAll(arguments);
        return start(environment, command);
    }

    /** What starts it, for whoever is given a launcher; the arguments follow. Without C2, from which who lives for seconds gains nothing. */
    public static List<String> commandLine() {
        return List.of(
                JAVA,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                productionClassPath(),
                "clickstream.ingest.server.IngestCommand");
    }

    /** Starts {@link #JAR} at any free port. */
    public static IngestProcess startJar(Map<String, String> environment) {
        return start(
                environment,
                List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", JAR.toString(), "--port", "0"));
    }

    /** Starts a command line that is one of the server's. */
    public static IngestProcess start(Map<String, String> environment, List<String> command) {
        try {
            Path err = Files.createTempFile("ingest", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("INGEST_"));
            builder.environment().putAll(environment);
            return new IngestProcess(builder.start(), err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the test classes, whose logging would take the place of the program's own. */
    private static String productionClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Waits for its first line, where its address stands. */
    public synchronized URI address() {
        if (address == null) {
            address = firstLine();
        }
        return address;
    }

    private URI firstLine() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new AssertionError("it said no address, but: " + log());
            }
            return URI.create(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Process process() {
        return process;
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL, and waits until it is dead. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Waits for its end, two minutes at most. */
    public int exitCode() {
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("did not end: " + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it has written to standard error up to now. */
    public String log() {
        try {
            return Files.readString(err, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has written something to standard error, which it may do after it has answered; returns all of it. */
    public String awaitLog(String part) {
        long start = System.nanoTime();
        while (!log().contains(part)) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
                throw new AssertionError("it wrote no %s, but: %s".formatted(part, log()));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return log();
    }

    @Override
    public void close() {
        kill();
        try {
            Files.delete(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
