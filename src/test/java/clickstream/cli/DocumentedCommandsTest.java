package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** docs/commands.md has every command, option and exit code that there is. */
class DocumentedCommandsTest {

    private final String document;

    DocumentedCommandsTest() throws IOException {
        document = Files.readString(Path.of("docs", "commands.md"));
    }

    @Test
    void everyCommandIsThere() {
        assertThat(commands(Etl.commandLine())
                        .map(command -> command.getCommandSpec().qualifiedName()))
                .isNotEmpty()
                .allMatch(name -> document.contains("jobs/" + name));
    }

    @Test
    void everyOptionIsThere() {
        List<String> options = commands(Etl.commandLine())
                .flatMap(command -> command.getCommandSpec().options().stream())
                .map(OptionSpec::longestName)
                .distinct()
                .toList();

        assertThat(options).isNotEmpty().allMatch(option -> document.contains("`" + option), "is in backquotes");
    }

    @Test
    void everyExitCodeIsThere() throws IllegalAccessException {
        List<Field> codes = Arrays.stream(ExitCode.class.getDeclaredFields())
                .filter(field -> field.getType() == int.class)
                .toList();

        assertThat(codes).isNotEmpty();
        for (Field code : codes) {
            assertThat(document).containsPattern("\\| (\\d+, )?%d \\|".formatted(code.getInt(null)));
        }
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream().flatMap(DocumentedCommandsTest::commands));
    }
}
