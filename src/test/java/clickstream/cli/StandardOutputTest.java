package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.database.Migrations;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a command says where nobody can read it. Processes run side by side, for they start slowly. */
class StandardOutputTest {

    @Test
    void outputThatCannotBeWrittenIsAFailureOfEachCommandInOneLine() throws IOException {
        Path full = Path.of("/dev/full");
        assertThat(full).exists();
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().database()) {
            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());
            LoaderProcess program = LoaderProcess.with(environment);
            new Migrations(database.dataSource()).apply();
            Map<String, Running> running = new LinkedHashMap<>();
            for (String command : new String[] {"--help", "load --hour 2026-11-20T13 --output json", "rejects list"}) {
                running.put(command, program.startTo(full, command.split(" ", -1)));
            }
            running.forEach((command, process) -> {
                LoaderProcess.Result result = process.result();
                assertThat(result.err().lines().filter(line -> !line.contains("INFO")))
                        .as(command)
                        .containsExactly("etl: Failed to write to standard output: No space left on device");
                assertThat(result.exitCode()).as(command).isOne();
            });
        }
        assertThat(Files.isRegularFile(full)).isFalse();
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
