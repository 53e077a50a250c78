package clickstream.job;

import clickstream.event.Causes;
import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What it means that no thread could be started. Java says it by an error of memory, but it is mostly a limit of the container or of the
 * user, which has been reached by then and so can be named.
 *
 * <p>Source: <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#pid">the pids controller</a>.
 */
final class ThreadLimit {

    private static final String NO_THREAD = "unable to create native thread";

    /** The line of a process's group in {@code /proc/self/cgroup}, where of the first version each controller has one. */
    private static final Pattern GROUP = Pattern.compile("(0:|[0-9]+:(?<pids>pids)):/(?<path>.*)");

    /** The name of the line in {@code /proc/self/limits}. */
    private static final String OF_USER = "Max processes";

    private static final String ACTION = "raise that (pids of the container, TasksMax of a systemd unit, ulimit -u),"
            + " or lower clickstream.load.partitions and --parallel-hours";

    private static final Duration MOST_FOR_CARRIER = Duration.ofSeconds(15);

    private ThreadLimit() {}

    /** Which limit it is and what to do; empty where the failure is another one. */
    static Optional<FailureAnalysis> analysis(Throwable failure) {
        return analysis(failure, Path.of("/"));
    }

    /** @param root where {@code proc} and {@code sys} are */
    static Optional<FailureAnalysis> analysis(Throwable failure, Path root) {
        // A class that wanted one in its initializer has the error in its message.
        return Causes.of(failure)
                .filter(cause -> cause instanceof Error
                        && String.valueOf(cause.getMessage()).contains(NO_THREAD))
                .findFirst()
                .map(_ -> reached(root));
    }

    private static FailureAnalysis reached(Path root) {
        return new FailureAnalysis("No more threads may be started: " + limits(root), ACTION, Kind.LASTING);
    }

    /**
     * Looks whether virtual threads run: where none that carries them can be started, Java lets them wait for ever, and says nothing.
     *
     * @throws ExplainedException where they do not
     */
    static void requireCarrier() throws InterruptedException {
        if (!Thread.ofVirtual().start(() -> {}).join(MOST_FOR_CARRIER)) {
            throw new ExplainedException(reached(Path.of("/")), null);
        }
    }

    private static String limits(Path root) {
        String limits = Stream.concat(
                        ofContainer(root).stream().map("pids.max is %s"::formatted),
                        ofUser(root).stream().map("ulimit -u is %s"::formatted))
                .collect(Collectors.joining(", "));
        return limits.isEmpty() ? "a limit of the system is reached" : limits;
    }

    /** In the group of this process, else the nearest one above it that has a limit. */
    private static Optional<String> ofContainer(Path root) {
        Path groups = root.resolve("sys/fs/cgroup");
        Path group = lines(root.resolve("proc/self/cgroup")).stream()
                .map(GROUP::matcher)
                .filter(Matcher::matches)
                .map(line ->
                        groups.resolve(line.group("pids") == null ? "" : "pids").resolve(line.group("path")))
                .findFirst()
                .orElse(groups);
        return Stream.iterate(group, each -> each != null && each.startsWith(groups), Path::getParent)
                .flatMap(each -> lines(each.resolve("pids.max")).stream())
                .filter(ThreadLimit::isNumber)
                .findFirst();
    }

    private static Optional<String> ofUser(Path root) {
        return lines(root.resolve("proc/self/limits")).stream()
                .filter(line -> line.startsWith(OF_USER))
                .map(line -> line.substring(OF_USER.length()).strip().split("\\s+", 2)[0])
                .filter(ThreadLimit::isNumber)
                .findFirst();
    }

    private static boolean isNumber(String limit) {
        return !limit.isEmpty() && limit.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            // Another system, or it may not be read.
            return List.of();
        }
    }
}
