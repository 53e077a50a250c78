package clickstream.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server that says its address in its first line, in a process of its own. */
final class RunningServer implements AutoCloseable {

    private static final long SECONDS_TO_END = 30;

    private final Process process;
    private final URI address;
    private final double secondsToReady;

    private RunningServer(Process process, URI address, double secondsToReady) {
        this.process = process;
        this.address = address;
        this.secondsToReady = secondsToReady;
    }

    /** What it logs is thrown away, once it has written it. */
    static RunningServer start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        Process process = builder.start();
        BufferedReader out = process.inputReader(UTF_8);
        String address = out.readLine();
        if (address == null) {
            throw new IOException("%s said no address".formatted(command));
        }
        return new RunningServer(process, URI.create(address), (System.nanoTime() - start) / 1e9);
    }

    URI clickstream() {
        return address.resolve("/clickstream");
    }

    /** From its exec to its first line. */
    double secondsToReady() {
        return secondsToReady;
    }

    long pid() {
        return process.pid();
    }

    /** Ends it as an operator does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
