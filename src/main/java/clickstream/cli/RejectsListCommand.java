package clickstream.cli;

import clickstream.rejects.RejectSelection;
import clickstream.rejects.Rejects;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code etl rejects list}. */
@Command(
        name = "list",
        description = {
            "Counts rejects by hour and reason, and shows the first of each.",
            "Without hours, all hours. Other than plain characters are shown escaped."
        })
final class RejectsListCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private final HourSelection hours = new HourSelection();

    @Mixin
    private final RejectOptions options = new RejectOptions();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "how many to show of each hour and reason (default: 3)")
    private int samples = 3;

    @Option(
            names = "--conflicts",
            description = "list events whose id was there with other columns, and what differs, instead of rejects")
    private boolean conflicts;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Override
    public Integer call() throws InterruptedException {
        if (samples < 0) {
            throw new ParameterException(
                    command.commandLine(), "--samples must be at least 0, but is %d".formatted(samples));
        }
        if (conflicts && options.reason() != null) {
            throw new ParameterException(command.commandLine(), "--conflicts and --reason exclude each other");
        }
        RejectSelection selection = options.selection(hours.hoursIfAny());
        return Session.withDatabase(command, Rejects.class, rejects -> {
            PrintWriter out = LogFormat.out(command, output.format());
            if (conflicts) {
                new ConflictListing(rejects, out).print(selection, output.format());
            } else {
                new RejectListing(rejects, out, samples).print(selection, output.format());
            }
            return ExitCode.DONE;
        });
    }
}
