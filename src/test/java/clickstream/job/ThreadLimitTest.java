package clickstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadLimitTest {

    private final Throwable noThread = new IllegalStateException(new OutOfMemoryError(
            "unable to create native thread: possibly out of memory or process/resource limits reached"));

    @TempDir
    private Path root;

    @Test
    void theLimitsOfContainerAndUserAreNamed() throws IOException {
        write("proc/self/cgroup", "0::/system.slice/etl.service\n");
        write("proc/self/limits", """
                Limit                     Soft Limit           Hard Limit           Units
                Max cpu time              unlimited            unlimited            seconds
                Max processes             4096                 5000                 processes
                """);
        write("sys/fs/cgroup/system.slice/etl.service/pids.max", "max\n");
        write("sys/fs/cgroup/system.slice/pids.max", "40\n");

        FailureAnalysis analysis = ThreadLimit.analysis(noThread, root).orElseThrow();

        assertThat(analysis.description())
                .isEqualTo("No more threads may be started: pids.max is 40, ulimit -u is 4096");
        assertThat(analysis.action()).contains("raise that", "clickstream.load.partitions");
        assertThat(analysis.kind()).isEqualTo(Kind.LASTING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sys/fs/cgroup/pids/pids.max", "sys/fs/cgroup/pids/docker/1f/pids.max"})
    void ofTheFirstVersionTheControllerHasItsOwnTree(String file) throws IOException {
        write("proc/self/cgroup", "9:name=systemd:/\n4:pids:/docker/1f\n1:cpu:/\n");
        write(file, "100\n");

        assertThat(ThreadLimit.analysis(noThread, root).orElseThrow().line())
                .startsWith("No more threads may be started: pids.max is 100; raise");
    }

    @Test
    void whereNoLimitIsKnownThatIsSaid() {
        assertThat(ThreadLimit.analysis(noThread, root).orElseThrow().description())
                .isEqualTo("No more threads may be started: a limit of the system is reached");
    }

    @Test
    void itIsNoDefectAndRunningOutOfMemoryIsNotIt() {
        assertThat(Failures.analysis(noThread).kind()).isEqualTo(Kind.LASTING);
        assertThat(Failures.analysis(new NoClassDefFoundError("Could not initialize class")
                                .initCause(new ExceptionInInitializerError(
                                        "Exception java.lang.OutOfMemoryError: unable to create native thread")))
                        .kind())
                .isEqualTo(Kind.LASTING);
        assertThat(ThreadLimit.analysis(new OutOfMemoryError("Java heap space"), root))
                .isEmpty();
    }

    /** There are enough for the JVM to start, and not for the load: Java would let it wait for ever. */
    @Test
    void whereThereIsNoRoomForItsThreadsACommandEndsBeforeItBegins() {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root becomes another user, who has a limit");
        Result load = LoaderProcess.with(Map.of(
                        "RAW_BUCKET_NAME",
                        "raw",
                        "AWS_REGION",
                        "eu-central-1",
                        "DW_PG_HOST",
                        "127.0.0.1",
                        "DW_PG_PORT",
                        "1",
                        "DW_PG_USER",
                        "etl",
                        "DW_PG_PASSWORD",
                        "x",
                        "DW_PG_DATABASE",
                        "x"))
                .startedBy("ulimit -u 26; " + LoaderProcess.AS_ANOTHER_USER)
                .run("load", "--hour", "2026-11-20T13");

        assertThat(load.err())
                .hasLineCount(1)
                .startsWith("etl: No more threads may be started: ")
                .contains("ulimit -u is 26; raise that");
        assertThat(load.out()).isEmpty();
        assertThat(load.exitCode()).isOne();
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
