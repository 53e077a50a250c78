package clickstream.cli;

import clickstream.database.Migrations;
import clickstream.event.Hour;
import clickstream.job.HourRunner;
import clickstream.job.Retrier;
import clickstream.load.LoadNeeds;
import clickstream.rejects.RejectRetry;
import clickstream.rejects.RejectSelection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code etl rejects retry}. */
@Command(
        name = "retry",
        description = {
            "Tries rejects again, after a fix in parsing, in mapping or in a setting.",
            "Reads the objects with rejects once more and loads them as load --reload does, oldest hour first;",
            "without hours, all hours. What loads leaves the rejects, all else stays, as do the rejects of objects",
            "that S3 no longer has as they were loaded: export those, and put the file back as a new object.",
            "Running it again is harmless."
        })
final class RejectsRetryCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private final HourSelection hours = new HourSelection();

    @Mixin
    private final RejectOptions options = new RejectOptions();

    @Mixin
    private final WaitOption wait = new WaitOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    private record Tools(
            Migrations migrations, LoadNeeds needs, Retrier retrier, RejectRetry retry, HourRunner runner) {}

    @Override
    public Integer call() throws InterruptedException {
        RejectSelection selection = options.selection(hours.hoursIfAny());
        return Session.withBucket(command, Tools.class, tools -> {
            try (RetrySummary summary = new RetrySummary(LogFormat.out(command, output.format()), output.format())) {
                retry(tools, selection, summary);
                return ExitCode.of(summary.hours());
            }
        });
    }

    private void retry(Tools tools, RejectSelection selection, RetrySummary summary) throws InterruptedException {
        tools.retrier().of("Migrating the database", () -> tools.needs().migrate(tools.migrations()));
        HourRunner.Request request = new HourRunner.Request(true, wait.duration(), Session.requestedBy(command));
        List<Hour> found =
                tools.retrier().of("Looking for rejects", () -> tools.retry().hours(selection));
        if (found.isEmpty()) {
            summary.addNone();
        }
        for (Hour hour : found) {
            if (tools.runner().isStopping() || summary.hasFailed()) {
                break;
            }
            summary.add(tools.retry().retry(hour, options.reason(), request));
        }
    }
}
