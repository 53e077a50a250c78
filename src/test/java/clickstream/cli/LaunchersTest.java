package clickstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launchers where they are called in other ways than by hand in a checkout; with a Java and a Maven that only say what they are asked. */
class LaunchersTest {

    @TempDir
    private Path folder;

    private Path root;
    private Path java;

    @BeforeEach
    void copy() throws IOException {
        root = folder.resolve("check out");
        for (String name : List.of("jobs/etl", "jobs/ingest", "jobs/lib/build.sh", "jobs/lib/java25.sh")) {
            Files.createDirectories(root.resolve(name).getParent());
            Files.copy(Path.of(name), root.resolve(name));
        }
        java = folder.resolve("jdk");
        script(java.resolve("bin/javac"), "");
        script(java.resolve("bin/java"), "echo \"$LC_ALL ${*: -3}\"");
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
        Files.createDirectories(root.resolve("src"));
        Files.createDirectories(root.resolve("db/migration"));
        Files.writeString(root.resolve("pom.xml"), "");
        script(root.resolve("mvnw"), """
                echo built >> "$(dirname "$0")/builds"; sleep 0.5; touch "$(dirname "$0")/target/tests.classpath"
                """);
    }

    @ParameterizedTest
    @CsvSource({"etl", "ingest"})
    void noHomeIsNeeded(String launcher) throws Exception {
        built();
        assertThat(run(Map.of(), List.of("HOME"), root, root.resolve("jobs/" + launcher)))
                .endsWith("target/" + ("etl".equals(launcher) ? "etl/" : "")
                        + "clickstream-%s.jar --help\n".formatted(launcher));
    }

    @ParameterizedTest
    @CsvSource({"etl", "ingest"})
    void whereCdWouldGoElsewhereIsNotHeeded(String launcher) throws Exception {
        built();
        Files.createDirectories(folder.resolve("other/jobs"));

        String said =
                run(Map.of("CDPATH", folder.resolve("other").toString()), List.of(), root, Path.of("jobs/" + launcher));

        assertThat(said).contains(root + "/target/").endsWith("--help\n").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"etl", "ingest"})
    void aLinkToALauncherIsTheLauncher(String launcher) throws Exception {
        built();
        Path link = Files.createSymbolicLink(folder.resolve("link"), root.resolve("jobs/" + launcher));

        assertThat(run(Map.of(), List.of(), folder, link))
                .contains(root + "/target/")
                .endsWith("--help\n");
    }

    @ParameterizedTest
    @CsvSource({
        "LC_ALL=C,                             C.UTF-8",
        "LANG=C,                               C.UTF-8",
        "LC_CTYPE=POSIX,                       C.UTF-8",
        "LANG=C.UTF-8,                         ''",
        "LC_ALL=C.UTF-8,                       C.UTF-8",
    })
    void textIsUtf8WhereNobodySaysOtherwise(String variable, String locale) throws Exception {
        built();
        String[] set = variable.split("=", 2);
        List<String> others = new ArrayList<>(List.of("LC_ALL", "LC_CTYPE", "LANG"));
        others.remove(set[0]);

        assertThat(run(Map.of(set[0], set[1]), others, root, root.resolve("jobs/etl")))
                .startsWith(locale + " ");
    }

    @Test
    void twoFirstStartsAtOnceBuildOnce() throws Exception {
        Process one = start(Map.of(), List.of(), root, root.resolve("jobs/etl"));
        Process other = start(Map.of(), List.of(), root, root.resolve("jobs/etl"));

        assertThat(Stream.of(one, other).map(LaunchersTest::said)).allMatch(said -> said.endsWith("--help\n"));
        assertThat(root.resolve("builds")).hasContent("built\n");
    }

    private void built() throws IOException {
        Files.createDirectories(root.resolve("target"));
        Files.writeString(root.resolve("target/all.built"), "");
    }

    private String run(Map<String, String> environment, List<String> without, Path in, Path launcher)
            throws IOException {
        return said(start(environment, without, in, launcher));
    }

    private Process start(Map<String, String> environment, List<String> without, Path in, Path launcher)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "--help")
                .directory(in.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().putAll(environment);
        builder.environment().keySet().removeAll(without);
        return builder.start();
    }

    private static String said(Process process) {
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void script(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/usr/bin/env bash\n" + String.join("\n", Arrays.asList(lines)) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
