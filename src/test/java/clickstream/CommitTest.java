package clickstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What jobs/lib/commit says, and with it the jar, of a folder in a folder of its own. */
class CommitTest {

    private static final Path SCRIPT = Path.of("jobs", "lib", "commit");
    private static final String HASH = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    private Path parent;

    private Path folder;

    @BeforeEach
    void copyTheScript() throws IOException {
        folder = parent.resolve("clickstream");
        Files.createDirectories(folder.resolve("src/main"));
        Files.writeString(folder.resolve("src/main/Main.java"), "class Main {}");
        writeScript("$Format:%H$");
    }

    @Test
    void aCheckoutSaysItsCommit() throws Exception {
        commit(folder);

        assertThat(said()).isEqualTo(run(folder, "git", "rev-parse", "HEAD")).hasSize(40);
    }

    @Test
    void aChangeOfWhatTheJarIsMadeOfIsSaid() throws Exception {
        commit(folder);
        Files.writeString(folder.resolve("src/main/Main.java"), "class Changed {}");

        assertThat(said()).isEqualTo(run(folder, "git", "rev-parse", "HEAD") + "-dirty");
    }

    @Test
    void aNewFileInTheJarIsSaid() throws Exception {
        commit(folder);
        Files.writeString(folder.resolve("src/main/New.java"), "class New {}");

        assertThat(said()).endsWith("-dirty");
    }

    @Test
    void aFileBesideWhatTheJarIsMadeOfIsNot() throws Exception {
        commit(folder);
        Files.writeString(folder.resolve("notes.txt"), "later");

        assertThat(said()).hasSize(40);
    }

    @Test
    void aSourceArchiveSaysTheCommitThatItWasMadeOf() throws Exception {
        writeScript(HASH);

        assertThat(said()).isEqualTo(HASH);
    }

    @Test
    void aFolderWithoutARepositorySaysThatItIsUnknown() throws Exception {
        assertThat(said()).isEqualTo("unknown");
    }

    @Test
    void theRepositoryOfAFolderAboveIsNotMeant() throws Exception {
        commit(parent);

        assertThat(said()).isEqualTo("unknown");
    }

    private void writeScript(String archived) throws IOException {
        Path copy = folder.resolve(SCRIPT);
        Files.createDirectories(copy.getParent());
        Files.writeString(
                copy,
                Files.readString(SCRIPT)
                        .replaceFirst("(?m)^archived='.*'$", "archived='" + archived.replace("$", "\\$") + "'"));
        assertThat(copy.toFile().setExecutable(true)).isTrue();
    }

    private static void commit(Path repository) throws IOException, InterruptedException {
        run(repository, "git", "init", "--quiet");
        run(repository, "git", "add", "--all");
        run(repository, "git", "-c", "user.name=t", "-c", "user.email=t", "commit", "--quiet", "--message", "All");
    }

    private String said() throws IOException, InterruptedException {
        return run(parent, folder.resolve(SCRIPT).toString());
    }

    /** What a command prints, without the end of its line. */
    private static String run(Path where, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).directory(where.toFile());
        // Neither the settings of who runs the tests, nor the repository whose hook does.
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().putAll(Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_SYSTEM", "/dev/null"));
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
