package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import clickstream.event.Hour;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program, in a process of its own, where the system lets it do little. jobs/environments runs it. */
@Tag("long")
class LimitsTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    private static final TestingS3 s3 = TestingS3.shared();
    private static final ShopHour traffic = new ShopHour(HOUR, 1, 400);

    private final TestingDatabase database = TestingPostgres.shared().migratedDatabase();

    @BeforeAll
    static void putTraffic() {
        s3.deleteAll();
        traffic.putInto(s3);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void neitherAHomeNorAFolderToWriteToIsNeeded() {
        assertLoads(load(program().startedBy("cd /proc && exec env -u HOME \"$@\"")));
    }

    @Test
    void nothingNeedsToBeWritable() throws Exception {
        assertLoads(load(startedBehind("mount -o remount,bind,ro /", program())));
    }

    @Test
    void theFolderForTemporaryFilesMayBeFull(@TempDir Path folder) throws Exception {
        LoaderProcess program = program().javaOptions("-Djava.io.tmpdir=" + folder);
        assertLoads(load(startedBehind("mount -t tmpfs -o size=4k,nr_inodes=1 none " + folder, program)));
    }

    /** Mounts something for this process only. */
    private static LoaderProcess startedBehind(String mount, LoaderProcess program)
            throws IOException, InterruptedException {
        Process trial = new ProcessBuilder("bash", "-c", "unshare --mount " + mount)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        assumeTrue(trial.waitFor() == 0, "only who may mount something can try it");
        return program.startedBy("exec unshare --mount bash -c '%s && exec \"$@\"' bash \"$@\"".formatted(mount));
    }

    /** From too few for the JVM itself to enough for a load. */
    @ParameterizedTest
    @ValueSource(ints = {18, 21, 24, 27, 30, 33, 36, 39, 42})
    void belowALimitOnThreadsItLoadsOrSaysSo(int limit) {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root becomes another user");
        assertLoadsOrSays(
                "ulimit -u is " + limit,
                load(program().startedBy("ulimit -u %d; %s".formatted(limit, LoaderProcess.AS_ANOTHER_USER))));
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 24, 30, 36, 42, 60})
    void soItDoesInAContainerThatLimitsThem(int limit) throws IOException {
        try (ControlGroup group = ControlGroup.of("pids", "pids.max", "pids.max", Integer.toString(limit))) {
            assertLoadsOrSays("pids.max is " + limit, load(group.around(program())));
        }
    }

    private void assertLoadsOrSays(String limit, Result load) {
        if (load.exitCode() == 0) {
            assertLoads(load);
            return;
        }
        assertThat(load.exitCode()).as(load.out() + load.err()).isOne();
        if (!load.out().contains("initialization of VM")) {
            assertThat(load.err().strip())
                    .hasLineCount(1)
                    .startsWith("etl: No more threads may be started: ")
                    .contains(limit);
            assertThat(load.out()).isEmpty();
        }
        ShopHour.assertSumsHoldIn(database);
    }

    @Test
    void aContainerOfHalfAGibibyteIsEnough() throws IOException {
        try (ControlGroup group = ControlGroup.of("memory", "memory.limit_in_bytes", "memory.max", "512M")) {
            assertLoads(
                    load(group.around(program().javaOptions("-XX:TieredStopAtLevel=4", "-XX:MaxRAMPercentage=75"))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ulimit -n 300", "ulimit -s 512", "ulimit -c 0; ulimit -l 0"})
    void otherLimitsOfTheSystemAreEnough(String limit) {
        assertLoads(load(program().startedBy(limit + "; exec \"$@\"")));
    }

    private static Result load(LoaderProcess program) {
        return program.run("load", "--hour", HOUR.toString());
    }

    private LoaderProcess program() {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        environment.put("CLICKSTREAM_LOAD_OBJECTSPERPARTITION", "100");
        return LoaderProcess.with(environment);
    }

    private void assertLoads(Result load) {
        assertThat(load.exitCode()).as(load.out() + load.err()).isZero();
        traffic.assertLoadedInto(database);
    }

    /** What a container has its limits from. */
    private record ControlGroup(Path folder) implements AutoCloseable {

        private static final Path GROUPS = Path.of("/sys/fs/cgroup");

        /**
         * A new one with one limit, of the first version of control groups or of the second.
         *
         * @param first the limit's name in the first version
         * @param second its name in the second
         */
        static ControlGroup of(String controller, String first, String second, String limit) throws IOException {
            boolean tree = Files.isDirectory(GROUPS.resolve(controller));
            Path above = tree ? GROUPS.resolve(controller) : GROUPS;
            assumeTrue(Files.isWritable(above), "no control group can be made here");
            ControlGroup group = new ControlGroup(Files.createTempDirectory(above, "etl"));
            Path file = group.folder.resolve(tree ? first : second);
            if (!Files.exists(file)) {
                group.close();
                assumeTrue(false, controller + " cannot be limited here");
            }
            Files.writeString(file, limit);
            return group;
        }

        LoaderProcess around(LoaderProcess program) {
            return program.startedBy("echo $$ > %s/cgroup.procs && exec \"$@\"".formatted(folder));
        }

        @Override
        public void close() throws IOException {
            Files.delete(folder);
        }
    }
}
