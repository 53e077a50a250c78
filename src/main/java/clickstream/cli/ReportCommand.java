package clickstream.cli;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.Hour;
import clickstream.report.HtmlReport;
import clickstream.report.ReportQueries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code etl report}. */
@Command(
        name = "report",
        description = {
            "Writes one HTML page on hours, events, rejects and runs; without hours, on the last seven days.",
            "The page needs no network and no script. It shows bytes of rejects: treat it as the events themselves."
        })
final class ReportCommand implements Callable<Integer> {

    private static final int WEEK = 7 * 24;

    @Spec
    private CommandSpec command;

    @Mixin
    private final HourSelection selection = new HourSelection();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "where to; a file that is there is replaced once the new one is whole")
    private Path out = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        List<Hour> hours = hours();
        WholeFile file = new WholeFile(out);
        if (!file.isPossible()) {
            throw new ParameterException(
                    command.commandLine(), "--out %s is not a file in a folder that exists".formatted(out));
        }
        return Session.withDatabase(command, ReportQueries.class, queries -> {
            HtmlReport report = queries.report(hours.getFirst(), hours.getLast().plus(1));
            try {
                file.write(report::write);
            } catch (IOException e) {
                throw new ExplainedException("Failed to write the report to %s: %s".formatted(out, e), Kind.LASTING);
            }
            LogFormat.out(command).println("%s: %s".formatted(out, report.summary()));
            return ExitCode.DONE;
        });
    }

    private List<Hour> hours() {
        List<Hour> named = selection.hoursIfAny();
        if (named.size() > HtmlReport.MOST_HOURS) {
            throw new ParameterException(
                    command.commandLine(),
                    "%d hours are more than the %d that a page can have"
                            .formatted(named.size(), HtmlReport.MOST_HOURS));
        }
        return named.isEmpty()
                ? Stream.iterate(Hour.containing(Instant.now()).plus(-WEEK), hour -> hour.plus(1))
                        .limit(WEEK)
                        .toList()
                : named;
    }
}
