package clickstream.cli;

import clickstream.database.Migrations;
import clickstream.event.Hour;
import clickstream.job.HourRunner;
import clickstream.job.Retrier;
import clickstream.rejects.RejectRetry;
import clickstream.rejects.RejectSelection;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
        },
        mixinStandardHelpOptions = true,
        versionProvider = Etl.Version.class,
        sortOptions = false)
final class RejectsRetryCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final HourSelection hours = new HourSelection();

    @Mixin
    private final RejectOptions options = new RejectOptions();

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = WaitConverter.class,
            description = "how long to wait where another run holds an hour, as 90s or 10m (default: not at all)")
    private Duration wait = Duration.ZERO;

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
        RejectSelection selection = options.selection(hours.hoursIfAny());
        try (ConfigurableApplicationContext application = Application.start(Application.where(command));
                RetrySummary summary = new RetrySummary(command.commandLine().getOut(), output)) {
            Retrier retrier = application.getBean(Retrier.class);
            retrier.of("Migrating the database", application.getBean(Migrations.class)::apply);
            RejectRetry retry = application.getBean(RejectRetry.class);
            HourRunner runner = application.getBean(HourRunner.class);
            HourRunner.Request request = new HourRunner.Request(true, wait, Application.requestedBy(command));
            for (Hour hour : retrier.of("Looking for rejects", () -> retry.hours(selection))) {
                if (runner.isStopping() || summary.hasFailed()) {
                    break;
                }
                summary.add(retry.retry(hour, options.reason(), request));
            }
            return ExitCode.of(summary.hours());
        }
    }
}
