package clickstream.demo;

import clickstream.testing.TestingS3;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads the hours that have new objects, with the real command. An hour that is under way is loaded again and again: what has come since is
 * all that is read. {@link #close} may be called by any thread.
 */
final class NewHours implements AutoCloseable {

    private final String etl;
    private final Map<String, String> environment;
    private final TestingS3 s3;
    private final PrintStream out;
    private final Set<String> loaded = new HashSet<>();
    private volatile @Nullable Process process;

    /** @param etl the launcher of the loader */
    NewHours(String etl, Map<String, String> environment, TestingS3 s3, PrintStream out) {
        this.etl = etl;
        this.environment = environment;
        this.s3 = s3;
        this.out = out;
    }

    /** Makes the tables. */
    void migrate() throws IOException, InterruptedException {
        run("migrate");
    }

    /** Loads what has come since it was called last. */
    void load() throws IOException, InterruptedException {
        List<String> keys =
                s3.keys("events/").stream().filter(key -> !loaded.contains(key)).toList();
        for (String hour : keys.stream().map(NewHours::hour).distinct().toList()) {
            run("load", "--hour", hour)
                    .filter(line -> line.startsWith("  events"))
                    .forEach(line -> out.println(hour + line));
        }
        loaded.addAll(keys);
    }

    /** What it says, where it ends well. */
    private Stream<String> run(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(Stream.of(etl), Stream.of(arguments)).toList())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process started = builder.start();
        process = started;
        String said = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (started.waitFor() != 0) {
            throw new IOException("%s ended with %d:%n%s".formatted(builder.command(), started.exitValue(), said));
        }
        return said.lines();
    }

    private static String hour(String key) {
        return key.replaceFirst("events/(\\d+)/(\\d+)/(\\d+)/(\\d+)/.*", "$1-$2-$3T$4");
    }

    @Override
    public void close() {
        Process last = process;
        if (last != null) {
            last.destroy();
            last.onExit().join();
        }
    }
}
