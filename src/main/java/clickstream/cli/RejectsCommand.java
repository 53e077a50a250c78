package clickstream.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code etl rejects}. */
@Command(
        name = "rejects",
        description = "Lists, exports or tries again what is no event. Without hours, all hours are meant.",
        subcommands = {RejectsListCommand.class, RejectsExportCommand.class, RejectsRetryCommand.class})
final class RejectsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    /** Called without a command. */
    @Override
    public Integer call() {
        throw new ParameterException(command.commandLine(), "a command is missing: list, export or retry");
    }
}
