package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EtlTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    static Stream<Arguments> wrongUsages() {
        return Stream.of(
                Arguments.of("", "a command is missing"),
                Arguments.of("laod", "laod"),
                Arguments.of("--foo", "--foo"),
                Arguments.of("load --foo", "--foo"),
                Arguments.of("load junk", "junk"),
                Arguments.of("load --dry-run junk", "junk"),
                Arguments.of("load --hour", "--hour"),
                Arguments.of("load --hour 2026-02-29T00", "--hour"),
                Arguments.of(
                        "load --hour 2026-11-20T24", "'2026-11-20T24' is not an hour in UTC such as 2026-11-20T13"),
                Arguments.of("load --hour 2026-11-20T1", "--hour"),
                Arguments.of("load --hour 2026-11-20T13:00", "--hour"),
                Arguments.of("load --hour 2026-11-20T13Z", "--hour"),
                Arguments.of("load --hour 2026-11-20", "--hour"),
                Arguments.of("load --hour=", "--hour"),
                Arguments.of("load --date 2026-02-30", "--date"),
                Arguments.of("load --date 2025-02-29", "--date"),
                Arguments.of("load --date 20261120", "--date"),
                Arguments.of("load --date yesterday", "'yesterday' is not a date such as 2026-11-20"),
                Arguments.of("load --from 2026-13-01 --to 2026-11-20", "--from"),
                Arguments.of("load --from 2026-11-20 --to 2026-11-31T00", "--to"),
                Arguments.of("load --from 2026-11-20", "--to"),
                Arguments.of("load --to 2026-11-20T00", "--from"),
                Arguments.of("load --from 2026-11-20T01 --to 2026-11-20T00", "--from"),
                Arguments.of("load --from 2026-11-20T00 --to 2026-11-20", "--to"),
                Arguments.of("load --hour 2026-11-20T00 --date 2026-11-20", "--hour"),
                Arguments.of("load --date 2026-11-20 --to 2026-11-21", "--date"),
                Arguments.of("load --hour 2026-11-20T00 --from 2026-11-20", "--from"),
                Arguments.of("load --hour 2026-11-20T00 --scheduled-time 2026-11-20T00:00:00Z", "--scheduled-time"),
                Arguments.of("load --hour 2026-11-20T00 --hour 2026-11-20T01", "--hour"),
                Arguments.of("load --scheduled-time 2026-11-20T14:05:00", "--scheduled-time"),
                Arguments.of("load --scheduled-time now", "'now' is not an instant such as 2026-11-20T14:05:00Z"),
                Arguments.of("load --scheduled-time 2026-11-20T25:05:00Z", "--scheduled-time"),
                Arguments.of("load --output xml", "--output"),
                Arguments.of("load --parallel-hours 0", "--parallel-hours must be between 1 and 16, but is 0"),
                Arguments.of("load --parallel-hours 17", "--parallel-hours must be between 1 and 16, but is 17"),
                Arguments.of("load --parallel-hours many", "--parallel-hours"),
                Arguments.of("load --output JSON", "--output"),
                Arguments.of("load --output", "--output"),
                Arguments.of("rejects", "list, export or retry"),
                Arguments.of("rejects lst", "lst"),
                Arguments.of("rejects list --reason malformed", "'malformed' is none of too_large, bad_gzip, "),
                Arguments.of("rejects list --samples -1", "--samples"),
                Arguments.of("rejects list --samples many", "--samples"),
                Arguments.of("rejects list --conflicts --reason no_event", "--conflicts"),
                Arguments.of("rejects list --to 2026-11-20", "--from"),
                Arguments.of("rejects list --hour 2026-11-20", "--hour"),
                Arguments.of("rejects export", "--folder"),
                Arguments.of("rejects export --folder src", "src is not an empty folder"),
                Arguments.of("rejects export --folder pom.xml", "pom.xml is not an empty folder"),
                Arguments.of("rejects retry --from 2026-11-20", "--to"),
                Arguments.of("rejects retry --wait soon", "'soon' is not a duration such as 90s or 10m"),
                Arguments.of("load --wait -5s", "'-5s' is not a duration such as 90s or 10m"),
                Arguments.of("load --wait 10", "'10' has no unit; is it 10s or 10m?"),
                Arguments.of("completion junk", "junk"),
                Arguments.of("report", "--out"),
                Arguments.of("report --date 2026-11-20 --out", "--out"),
                Arguments.of("report --date 2026-11-20 --out src", "--out src is not a file in a folder that exists"),
                Arguments.of("report --out /dev/stdout", "--out /dev/stdout is not a file"),
                Arguments.of("report --out absent/report.html", "--out absent/report.html is not a file in a folder"),
                Arguments.of("report --from 2026-11-20 --out target/x", "--to"),
                Arguments.of(
                        "report --from 2025-01-01 --to 2026-02-05T01 --out target/x",
                        "9601 hours are more than the 9600 that a page can have"));
    }

    @ParameterizedTest
    @MethodSource("wrongUsages")
    void wrongUsageIsNamedInOneLine(String line, String named) {
        int exitCode = execute(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString())
                .matches("etl( [a-z ]+)?: [^\\n]+ \\(etl( [a-z ]+)? --help shows how\\)\\R")
                .contains(named);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatWasTypedDoesNotReachTheTerminalRaw() {
        assertThat(execute("load", "--hour", "x\u001b[31m\r\ny")).isEqualTo(2);

        assertThat(err.toString().strip()).hasLineCount(1).contains("--hour").doesNotContain("\u001b", "\r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "load --help",
                "load -h",
                "load --hour 2026-11-20T13 --help",
                "rejects --help",
                "rejects list --help",
                "rejects export --help",
                "rejects retry --help",
                "audit --help",
                "report --help",
                "migrate --help",
                "completion --help",
                "doctor -h"
            })
    void helpGoesToStandardOutput(String line) {
        assertThat(execute(line.split(" "))).isZero();

        assertThat(out.toString()).startsWith("Usage: etl");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "load --version", "rejects retry -V"})
    void theVersionNamesTheCommitAndTheJavaItRunsOn(String line) {
        assertThat(execute(line.split(" "))).isZero();

        // Classes that are not in a jar have neither.
        assertThat(out.toString().lines())
                .containsExactly(
                        "clickstream-etl (not packaged)",
                        "commit unknown",
                        "Java %s, %s"
                                .formatted(
                                        System.getProperty("java.runtime.version"), System.getProperty("java.vendor")));
    }

    @Test
    void theHelpNamesEveryOption() {
        execute("load", "--help");

        assertThat(out.toString())
                .contains(
                        "--hour",
                        "--date",
                        "--from",
                        "--to",
                        "--scheduled-time",
                        "--dry-run",
                        "--reload",
                        "--output",
                        "--parallel-hours");
    }

    /** As bash does when TAB is pressed: the words so far in COMP_WORDS, what they can become in COMPREPLY. */
    @ParameterizedTest
    @CsvSource({
        "load --ho,            --hour",
        "load --para,          --parallel-hours",
        "rejects ret,          retry",
        "rejects list --conf,  --conflicts",
        "audit --output js,    json",
        "comp,                 completion"
    })
    void bashCompletesCommandsAndOptions(String line, String completed, @TempDir Path folder) throws Exception {
        assertThat(execute("completion")).isZero();
        Path script = Files.writeString(folder.resolve("completion"), out.toString());
        Process bash = new ProcessBuilder("bash", "-c", """
                        source "$1"
                        # Bash has it only while it completes.
                        compopt() { true; }
                        COMP_WORDS=(etl $2)
                        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                        COMP_LINE="etl $2"
                        _complete_etl etl "${COMP_WORDS[COMP_CWORD]}"
                        printf '%s\n' "${COMPREPLY[@]}"
                        """, "bash", script.toString(), line)
                .redirectErrorStream(true)
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(String::strip))
                .containsExactly(completed);
        assertThat(bash.waitFor()).isZero();
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Etl.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
