package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.ManyCommands;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command says where nobody can read it. */
class StandardOutputTest {

    /** Each command, and each document that one writes. */
    private static final List<String> COMMANDS = List.of(
            "load --hour 2026-11-20T13 --dry-run",
            "load --hour 2026-11-20T13 --dry-run --output json",
            "load --hour 2026-11-20T13",
            "load --hour 2026-11-20T13 --output json",
            "load --from 2026-11-20T13 --to 2026-11-20T15",
            "audit --hour 2026-11-20T13",
            "audit --hour 2026-11-20T13 --deep --output json",
            "doctor",
            "migrate",
            "migrate --grant-to etl",
            "rejects list",
            "rejects list --output json",
            "rejects list --conflicts",
            "rejects list --conflicts --output json",
            "rejects export --folder %s",
            "rejects retry",
            "rejects retry --output json",
            "report --out %s.html",
            "completion",
            "load --help",
            "--version");

    @TempDir
    private Path folder;

    @Test
    void outputThatCannotBeWrittenIsAFailureOfEachCommandInOneLine() {
        Path full = Path.of("/dev/full");
        assertThat(full).exists();
        Running alone = LoaderProcess.with(Map.of()).startTo(full, "--help");
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().database()) {
            s3.put("events/2026/11/20/13/a", "{\"eventName\":\"click\"} 42".getBytes(StandardCharsets.UTF_8));
            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());
            try (ManyCommands program = LoaderProcess.with(environment).openTo(full)) {
                assertThat(COMMANDS)
                        .allSatisfy(command -> assertNotWritten(program.run(
                                command.formatted(folder.resolve("rejects")).split(" ", -1))));
            }
        }
        assertNotWritten(alone.result());
        assertThat(Files.isRegularFile(full)).isFalse();
    }

    private static void assertNotWritten(Result result) {
        assertThat(result.err().lines().filter(line -> !line.contains("INFO")))
                .containsExactly("etl: Failed to write to standard output: No space left on device");
        assertThat(result.exitCode()).isOne();
    }

    @Test
    void aReaderThatLeavesEarlyHasReadEnough() throws Exception {
        Process process = LoaderProcess.with(Map.of()).startIntoPipe("completion");
        process.getInputStream().close();

        assertThat(process.errorReader().readLine()).isNull();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
