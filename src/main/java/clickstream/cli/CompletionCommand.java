package clickstream.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code etl completion}. */
@Command(
        name = "completion",
        description = {
            "Prints a script by which bash and zsh complete the commands and options of etl.",
            "In ~/.bashrc: source <(jobs/etl completion)"
        })
final class CompletionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        out.print(AutoComplete.bash("etl", command.root().commandLine()));
        out.flush();
        return ExitCode.DONE;
    }
}
