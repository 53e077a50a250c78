package clickstream.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code etl rejects}. */
@Command(
        name = "rejects",
        description = "Lists, exports or tries again what is no event. Without hours, all hours are meant.",
        subcommands = {RejectsListCommand.class, RejectsExportCommand.class, RejectsRetryCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = Etl.Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class RejectsCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    /** Called without a command. */
    @Override
    public Integer call() {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        throw new ParameterException(command.commandLine(), "a command is missing: list, export or retry");
    }
}
