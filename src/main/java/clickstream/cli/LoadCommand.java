package clickstream.cli;

import clickstream.database.Migrations;
import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.job.DryRun;
import clickstream.job.HourResult;
import clickstream.job.HourRunner;
import clickstream.job.LateHours;
import clickstream.job.RejectLimit;
import clickstream.job.Retrier;
import clickstream.settings.EtlSettings;
import clickstream.settings.SourceAndTarget;
import clickstream.watch.LogEvents;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(LoadCommand.class);

    @Spec
    private @Nullable CommandSpec injected;

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

    @Option(
            names = "--parallel-hours",
            paramLabel = "N",
            defaultValue = "1",
            description = "load N hours at once, for many small hours; at most " + EtlSettings.Load.MOST_PARALLEL_HOURS
                    + " (default: ${DEFAULT-VALUE})")
    private int parallelHours = 1;

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
        CommandSpec command = spec();
        List<Hour> hours = selection.hours();
        List<Hour> hoursBefore = hoursBefore(hours);
        requireRange("--parallel-hours", parallelHours, 1, EtlSettings.Load.MOST_PARALLEL_HOURS);
        SourceAndTarget where = Application.where(command);
        String again = "etl " + Application.arguments(command);
        try (ConfigurableApplicationContext application =
                        Application.start(where, "--clickstream.load.parallel-hours=" + parallelHours);
                ShutdownHold.Speaking _ =
                        application.getBean(ShutdownHold.class).begin();
                Summary summary = new Summary(LogFormat.summaryOut(command, output), hours, again, output, dryRun)) {
            RejectLimit rejectLimit = application.getBean(RejectLimit.class);
            return dryRun
                    ? run(application, hours, hoursBefore, summary, rejectLimit)
                    : load(application, hours, hoursBefore, summary, rejectLimit);
        }
    }

    private int load(
            ConfigurableApplicationContext application,
            List<Hour> hours,
            List<Hour> hoursBefore,
            Summary summary,
            RejectLimit rejectLimit)
            throws InterruptedException {
        Retrier retrier = application.getBean(Retrier.class);
        retrier.of("Migrating the database", application.getBean(Migrations.class)::apply);
        HourRunner runner = application.getBean(HourRunner.class);
        LateHours late = application.getBean(LateHours.class);
        HourRunner.Request request = new HourRunner.Request(reload, wait, Application.requestedBy(spec()));
        HourRunner.Request lateRequest = new HourRunner.Request(false, wait, Application.requestedBy(spec()));
        if (hours.size() > 1) {
            new BackfillSession(application).load(hours, request, summary);
        } else if (!runner.isStopping()) {
            // What a scheduler runs: a plan would only make it wait.
            summary.add(runner.load(hours.getFirst(), request));
        }
        for (Hour hour : hoursBefore) {
            if (runner.isStopping() || summary.hasFailed()) {
                // What made one hour fail, after all its attempts, makes the next one fail too.
                break;
            }
            late.load(hour, lateRequest).ifPresent(summary::addLate);
        }
        return exitCode(summary, rejectLimit);
    }

    private int run(
            ConfigurableApplicationContext application,
            List<Hour> hours,
            List<Hour> hoursBefore,
            Summary summary,
            RejectLimit rejectLimit)
            throws InterruptedException {
        try (DryRun dryRuns = application.getBean(DryRun.Starter.class).begin(reload)) {
            for (Hour hour : hours) {
                summary.add(dryRuns.run(hour));
            }
            for (Hour hour : hoursBefore) {
                HourResult result = dryRuns.run(hour);
                if (result.counts().objects().listed()
                        > result.counts().objects().already()) {
                    summary.addLate(result);
                }
            }
        }
        return exitCode(summary, rejectLimit);
    }

    private CommandSpec spec() {
        if (injected == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return injected;
    }

    private int exitCode(Summary summary, RejectLimit rejectLimit) {
        int exitCode = ExitCode.of(summary.results(), rejectLimit);
        if (exitCode == ExitCode.TOO_MANY_REJECTS) {
            summary.results().stream().filter(rejectLimit::isExceededBy).forEach(LoadCommand::sayManyRejects);
        }
        return exitCode;
    }

    private static void sayManyRejects(HourResult result) {
        EventCounts events = result.counts().events();
        LOG.warn(
                LogEvents.HOUR_MANY_REJECTS,
                "Hour {}: {} of {} values were rejected, more than usual; etl rejects list shows them",
                result.hour(),
                events.rejected(),
                events.read());
    }

    /** The hours to look at again, from the nearest to the farthest. */
    private List<Hour> hoursBefore(List<Hour> hours) {
        int count = lateHours != null ? lateHours : selection.isNamed() ? 0 : 24;
        requireRange("--late-hours", count, 0, HourSelection.MOST_HOURS);
        return IntStream.rangeClosed(1, count)
                .mapToObj(before -> hours.getFirst().plus(-before))
                .toList();
    }

    private void requireRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec().commandLine(), "%s is %d, and not from %d to %d".formatted(option, value, least, most));
        }
    }
}
