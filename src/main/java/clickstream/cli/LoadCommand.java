package clickstream.cli;

import clickstream.database.Migrations;
import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.job.Backfill;
import clickstream.job.DryRun;
import clickstream.job.HourResult;
import clickstream.job.HourRunner;
import clickstream.job.LateHours;
import clickstream.job.RejectLimit;
import clickstream.job.Retrier;
import clickstream.load.LoadNeeds;
import clickstream.settings.EtlSettings;
import clickstream.watch.LogEvents;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
        })
final class LoadCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(LoadCommand.class);

    @Spec
    private CommandSpec command;

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

    @Mixin
    private final WaitOption wait = new WaitOption();

    @Option(
            names = "--parallel-hours",
            paramLabel = "N",
            defaultValue = "1",
            description = "load N hours at once, for many small hours; at most " + EtlSettings.Load.MOST_PARALLEL_HOURS
                    + " (default: ${DEFAULT-VALUE})")
    private int parallelHours = 1;

    @Option(names = "--reload", description = "read what was loaded already too; rows that are there stay as they are")
    private boolean reload;

    @Mixin
    private final OutputOption output = new OutputOption();

    private record Tools(
            Migrations migrations,
            LoadNeeds needs,
            Retrier retrier,
            HourRunner runner,
            LateHours late,
            Backfill backfill,
            DryRun.Starter dryRuns,
            RejectLimit rejectLimit) {}

    @Override
    public Integer call() throws InterruptedException {
        List<Hour> hours = selection.hours();
        List<Hour> hoursBefore = hoursBefore(hours);
        requireRange("--parallel-hours", parallelHours, 1, EtlSettings.Load.MOST_PARALLEL_HOURS);
        String again = "etl " + Session.arguments(command);
        return Session.withBucket(
                command,
                Tools.class,
                tools -> {
                    try (Summary summary = new Summary(out(), hours, again, output.format(), dryRun)) {
                        if (dryRun) {
                            run(tools, hours, hoursBefore, summary);
                        } else {
                            load(tools, hours, hoursBefore, summary);
                        }
                        return exitCode(summary, tools.rejectLimit());
                    }
                },
                "--clickstream.load.parallel-hours=" + parallelHours);
    }

    /** A summary for people has no reader where the log is JSON: its last line on each hour has the same counts. */
    private PrintWriter out() {
        return output.format() == OutputFormat.text && LogFormat.isJson()
                ? new PrintWriter(Writer.nullWriter())
                : command.commandLine().getOut();
    }

    private void load(Tools tools, List<Hour> hours, List<Hour> hoursBefore, Summary summary)
            throws InterruptedException {
        tools.retrier().of("Migrating the database", () -> {
            // Before the sessions of the migration, which the server counts for a moment after they are closed.
            tools.runner().fitConnections();
            return tools.needs().migrate(tools.migrations());
        });
        HourRunner runner = tools.runner();
        String requestedBy = Session.requestedBy(command);
        HourRunner.Request request = new HourRunner.Request(reload, wait.duration(), requestedBy);
        HourRunner.Request lateRequest = new HourRunner.Request(false, wait.duration(), requestedBy);
        if (hours.size() > 1) {
            BackfillSession.load(tools.backfill(), hours, request, summary);
        } else if (!runner.isStopping()) {
            // What a scheduler runs: a plan would only make it wait.
            summary.add(runner.load(hours.getFirst(), request));
        }
        for (Hour hour : hoursBefore) {
            if (runner.isStopping() || summary.hasFailed()) {
                // What made one hour fail, after all its attempts, makes the next one fail too.
                break;
            }
            tools.late().load(hour, lateRequest).ifPresent(summary::addLate);
        }
    }

    private void run(Tools tools, List<Hour> hours, List<Hour> hoursBefore, Summary summary)
            throws InterruptedException {
        try (DryRun dryRuns = tools.dryRuns().begin(reload)) {
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
    }

    private static int exitCode(Summary summary, RejectLimit rejectLimit) {
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
                    command.commandLine(),
                    "%s must be between %d and %d, but is %d".formatted(option, least, most, value));
        }
    }
}
