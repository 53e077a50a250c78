package clickstream.job;

import clickstream.event.Causes;
import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    /**
     * What the libraries start as they go: the pool's two, the AWS SDK's six, those of Java that wake virtual threads and watch sockets for
     * them, and those that end the process.
     */
    private static final int OF_LIBRARIES = 14;

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
     * Looks whether there is room for all threads that a command starts, before it begins. Later not every failure to start one is said:
     * where it was to carry virtual threads or to wake them, Java lets those wait for ever.
     *
     * @param own of this program
     * @throws ExplainedException where there is none
     */
    static void requireRoom(int own) {
        int processors = Runtime.getRuntime().availableProcessors();
        CountDownLatch all = new CountDownLatch(1);
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            try {
                for (int count = own + processors + OF_LIBRARIES; count > 0; count--) {
                    Future<?> _ = threads.submit(() -> {
                        all.await();
                        return true;
                    });
                }
            } catch (OutOfMemoryError e) {
                throw new ExplainedException(reached(Path.of("/")), e);
            } finally {
                all.countDown();
            }
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
