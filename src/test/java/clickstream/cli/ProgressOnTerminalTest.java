package clickstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.LoaderProcess;
import clickstream.testing.PseudoTerminal;
import clickstream.testing.Screen;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on a pseudo terminal. */
class ProgressOnTerminalTest {

    @Test
    void progressIsOneLineThatLogLinesDoNotTear(@TempDir Path folder) throws Exception {
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().database();
                PseudoTerminal terminal = PseudoTerminal.open()) {
            for (int object = 0; object < 600; object++) {
                // Of which every hour has too many: a warning each.
                byte[] body = (object % 2 == 0 ? "{\"n\":%d}".formatted(object) : "{").getBytes(UTF_8);
                s3.put(
                        "events/2026/11/19/%02d/event-%04d".formatted(object / 100, object),
                        body,
                        Instant.parse("2026-11-19T10:00:00Z"));
            }
            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());
            Path out = folder.resolve("out");
            Process process = LoaderProcess.with(environment)
                    .javaOptions("-Dclickstream.terminal=true")
                    .startOn(terminal, out, "load", "--from", "2026-11-19T00", "--to", "2026-11-19T06");
            String written = terminal.written();

            assertThat(process.waitFor()).as(written).isEqualTo(ExitCode.TOO_MANY_REJECTS);
            assertThat(written)
                    .contains("planning: 0 of 6 hours")
                    .containsPattern("0 of 6 hours, 0 of 600 objects, no rate yet")
                    .containsPattern("[1-6] of 6 hours, [1-6]00 of 600 objects, [\\d,]+/s, \\d+ s left");
            assertThat(written.split("planning: |hours, ", -1))
                    .as("it is rewritten")
                    .hasSizeGreaterThan(4);
            assertThat(Screen.after(written).lines())
                    .as("nothing but whole log lines stays")
                    .hasSize(8)
                    .allSatisfy(line -> assertThat(line).matches("2026-\\S+Z (INFO |WARN ) \\S.*"));
            assertThat(Screen.after(written)).contains("Plan: 6 hours", "50 of 100 values were rejected");
            assertThat(Files.readString(out))
                    .contains("all 6 hours are complete")
                    .doesNotContain("\u001b", "\r");
        }
    }
}
