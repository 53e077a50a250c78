package clickstream.cli;

import clickstream.event.Hour;
import clickstream.job.DryRun;
import clickstream.job.HourResult;
import clickstream.job.HourRunner;
import clickstream.job.LateHours;
import clickstream.job.RejectLimit;
import clickstream.job.SourceAndTarget;
import clickstream.load.Migrations;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
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

    @Option(
            names = "--late-hours",
            paramLabel = "N",
            description = "look for late objects in the N hours before, too (default: 24, and 0 where hours are named)")
    private @Nullable Integer lateHours;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = WaitConverter.class,
            description = "how long to wait where another run holds an hour, as 90s or 10m (default: not at all)")
    private Duration wait = Duration.ZERO;

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
            RejectLimit rejectLimit = application.getBean(RejectLimit.class);
            return dryRun
                    ? rehearse(application, hours, summary, rejectLimit)
                    : load(application, hours, summary, rejectLimit);
        }
    }

    private int load(
            ConfigurableApplicationContext application, List<Hour> hours, Summary summary, RejectLimit rejectLimit)
            throws InterruptedException {
        application.getBean(Migrations.class).apply();
        HourRunner runner = application.getBean(HourRunner.class);
        LateHours late = application.getBean(LateHours.class);
        HourRunner.Request request = new HourRunner.Request(reload, wait, requestedBy());
        HourRunner.Request lateRequest = new HourRunner.Request(false, wait, requestedBy());
        for (Hour hour : hours) {
            if (runner.isStopping() || summary.hasFailed()) {
                // What made one hour fail, after all its attempts, makes the next one fail too.
                break;
            }
            summary.add(runner.load(hour, request));
        }
        for (Hour hour : hoursBefore(hours)) {
            if (runner.isStopping() || summary.hasFailed()) {
                break;
            }
            late.load(hour, lateRequest).ifPresent(summary::addLate);
        }
        return ExitCode.of(summary.results(), rejectLimit);
    }

    private int rehearse(
            ConfigurableApplicationContext application, List<Hour> hours, Summary summary, RejectLimit rejectLimit)
            throws InterruptedException {
        try (DryRun dryRuns = application.getBean(DryRun.Starter.class).begin(reload)) {
            for (Hour hour : hours) {
                summary.add(dryRuns.rehearse(hour));
            }
            for (Hour hour : hoursBefore(hours)) {
                HourResult result = dryRuns.rehearse(hour);
                if (result.counts().objects().listed()
                        > result.counts().objects().already()) {
                    summary.addLate(result);
                }
            }
        }
        return ExitCode.of(summary.results(), rejectLimit);
    }

    /** The hours to look at again, from the nearest to the farthest. */
    private List<Hour> hoursBefore(List<Hour> hours) {
        int count = lateHours != null ? lateHours : selection.isNamed() ? 0 : 24;
        if (count < 0 && command != null) {
            throw new ParameterException(command.commandLine(), "--late-hours is %d, and less than 0".formatted(count));
        }
        return IntStream.rangeClosed(1, count)
                .mapToObj(before -> hours.getFirst().plus(-before))
                .toList();
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
