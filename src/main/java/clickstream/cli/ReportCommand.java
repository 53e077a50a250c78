package clickstream.cli;

import clickstream.event.Hour;
import clickstream.event.PrintableText;
import clickstream.report.HourStatus;
import clickstream.report.HtmlReport;
import clickstream.report.ReportData;
import clickstream.report.ReportQueries;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
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
        },
        mixinStandardHelpOptions = true,
        versionProvider = Etl.Version.class,
        sortOptions = false)
final class ReportCommand implements Callable<Integer> {

    private static final int WEEK = 7 * 24;

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final HourSelection selection = new HourSelection();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "where to; a file that is there is replaced once the new one is whole")
    private Path out = Path.of("");

    @Override
    public Integer call() {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        List<Hour> hours = hours(command);
        WholeFile file = new WholeFile(out);
        if (!file.isPossible()) {
            throw new ParameterException(
                    command.commandLine(), "--out %s is no file in a folder that is there".formatted(out));
        }
        try (ConfigurableApplicationContext application = Application.start(Application.where(command))) {
            ReportData data = application
                    .getBean(ReportQueries.class)
                    .read(hours.getFirst(), hours.getLast().plus(1));
            HtmlReport report = new HtmlReport();
            file.write(writer -> report.write(data, writer));
            command.commandLine().getOut().println(summary(data.hours()));
            return ExitCode.DONE;
        } catch (IOException e) {
            command.commandLine()
                    .getErr()
                    .println(PrintableText.of("etl: Failed to write the report to %s: %s".formatted(out, e)));
            return ExitCode.FAILED;
        }
    }

    private List<Hour> hours(CommandSpec spec) {
        List<Hour> named = selection.hoursIfAny();
        if (named.size() > HtmlReport.MOST_HOURS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%d hours are more than the %d that a page can have"
                            .formatted(named.size(), HtmlReport.MOST_HOURS));
        }
        return named.isEmpty()
                ? Stream.iterate(Hour.containing(Instant.now()).plus(-WEEK), hour -> hour.plus(1))
                        .limit(WEEK)
                        .toList()
                : named;
    }

    private String summary(List<HourStatus> hours) {
        return String.format(
                Locale.ROOT,
                "%s: %,d hours, of which %,d incomplete and %,d missing",
                out,
                hours.size(),
                count(hours, HourStatus.State.INCOMPLETE),
                count(hours, HourStatus.State.MISSING));
    }

    private static long count(List<HourStatus> hours, HourStatus.State state) {
        return hours.stream().filter(hour -> hour.state() == state).count();
    }
}
