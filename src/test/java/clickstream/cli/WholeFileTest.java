package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @TempDir
    private Path folder;

    @Test
    void itIsWrittenAndThenReplaced() throws IOException {
        WholeFile file = new WholeFile(folder.resolve("report.html"));
        assertThat(file.isPossible()).isTrue();

        file.write(writer -> writer.write("một"));
        assertThat(folder.resolve("report.html")).hasContent("một");
        assertThat(file.isPossible()).isTrue();

        file.write(writer -> writer.write("hai"));
        assertThat(folder.resolve("report.html")).hasContent("hai");
        assertThat(names()).containsExactly("report.html");
    }

    @Test
    void whatFailsHalfwayLeavesTheOldOneAndNothingBesideIt() throws IOException {
        Path path = Files.writeString(folder.resolve("report.html"), "old");

        assertThatThrownBy(() -> new WholeFile(path).write(writer -> {
                    writer.write("half");
                    throw new IOException("no space left");
                }))
                .hasMessage("no space left");

        assertThat(path).hasContent("old");
        assertThat(names()).containsExactly("report.html");
    }

    @Test
    void aFolderALinkOrAPlaceInNoFolderIsNotPossible() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("target"));

        assertThat(new WholeFile(folder).isPossible()).isFalse();
        assertThat(new WholeFile(link).isPossible()).isFalse();
        assertThat(new WholeFile(folder.resolve("absent/report.html")).isPossible())
                .isFalse();
        assertThat(new WholeFile(Path.of("/")).isPossible()).isFalse();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
