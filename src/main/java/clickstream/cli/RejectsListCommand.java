package clickstream.cli;

import clickstream.rejects.RejectSelection;
import clickstream.rejects.Rejects;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
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
            "Without hours, all hours. What is no plain character is shown escaped."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Etl.Version.class,
        sortOptions = false)
final class RejectsListCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

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

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE})")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        if (samples < 0) {
            throw new ParameterException(command.commandLine(), "--samples is %d, and less than 0".formatted(samples));
        }
        if (conflicts && options.reason() != null) {
            throw new ParameterException(command.commandLine(), "--conflicts and --reason exclude each other");
        }
        RejectSelection selection = options.selection(hours.hoursIfAny());
        try (ConfigurableApplicationContext application = Application.start(Application.where(command))) {
            Rejects rejects = application.getBean(Rejects.class);
            PrintWriter out = command.commandLine().getOut();
            if (conflicts) {
                new ConflictListing(rejects, out).print(selection, output);
            } else {
                new RejectListing(rejects, out, samples).print(selection, output);
            }
        }
        return ExitCode.DONE;
    }
}
