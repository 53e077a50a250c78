package clickstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
