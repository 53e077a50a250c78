package clickstream.cli;

import clickstream.event.Hour;
import clickstream.job.DryRun;
import clickstream.job.HourResult;
import clickstream.job.HourRunner;
import clickstream.job.SourceAndTarget;
import clickstream.load.Migrations;
import clickstream.load.RunStatus;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code etl load}. */
@Command(
        name = "load",
        description = {
            "Loads what is new in the given hours, oldest first; without hours, the last full one.",
            "Running it again is harmless: what is loaded already is neither read nor inserted again."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Etl.Version.class,
        sortOptions = false)
final class LoadCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final HourSelection selection = new HourSelection();

    @Option(
            names = "--dry-run",
            description = "read everything, write nothing, and print the counts of the load that would follow")
    private boolean dryRun;

    @Option(names = "--reload", description = "read what was loaded already too; rows that are there stay as they are")
    private boolean reload;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "summary as text or json (default: ${DEFAULT-VALUE})")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() throws InterruptedException {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        List<Hour> hours = selection.hours();
        SourceAndTarget where = where(command);
        try (ConfigurableApplicationContext application = Application.start(where);
                Summary summary = new Summary(command.commandLine().getOut(), output, dryRun)) {
            return dryRun ? rehearse(application, hours, summary) : load(application, hours, summary);
        }
    }

    private int load(ConfigurableApplicationContext application, List<Hour> hours, Summary summary) {
        application.getBean(Migrations.class).apply();
        HourRunner runner = application.getBean(HourRunner.class);
        int exitCode = ExitCode.DONE;
        for (Hour hour : hours) {
            HourResult result = runner.load(hour, reload, requestedBy());
            summary.add(result);
            if (result.status() != RunStatus.COMPLETE) {
                exitCode = ExitCode.FAILED;
            }
            if (result.status() == RunStatus.FAILED) {
                // What made one hour fail makes the next one fail too.
                break;
            }
        }
        return exitCode;
    }

    private int rehearse(ConfigurableApplicationContext application, List<Hour> hours, Summary summary)
            throws InterruptedException {
        int exitCode = ExitCode.DONE;
        try (DryRun dryRuns = application.getBean(DryRun.Starter.class).begin(reload)) {
            for (Hour hour : hours) {
                HourResult result = dryRuns.rehearse(hour);
                summary.add(result);
                if (result.status() != RunStatus.COMPLETE) {
                    exitCode = ExitCode.FAILED;
                }
            }
        }
        return exitCode;
    }

    private static SourceAndTarget where(CommandSpec command) {
        try {
            return SourceAndTarget.of(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private String requestedBy() {
        return "%s, process %d"
                .formatted(
                        System.getProperty("user.name"), ProcessHandle.current().pid());
    }
}
