package clickstream.cli;

import clickstream.event.PrintableText;
import clickstream.rejects.Rejects;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code etl rejects export}. */
@Command(
        name = "export",
        description = {
            "Writes the bytes of each reject to a file of its own, and an index.",
            "The index, index.jsonl, has a line for each file. Without hours, all hours."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Etl.Version.class,
        sortOptions = false)
final class RejectsExportCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final HourSelection hours = new HourSelection();

    @Mixin
    private final RejectOptions options = new RejectOptions();

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            required = true,
            description = "where to; it must be empty, or not there yet")
    private Path folder = Path.of("");

    @Override
    public Integer call() {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        PrintWriter out = command.commandLine().getOut();
        RejectExport export = new RejectExport(folder);
        var selection = options.selection(hours.hoursIfAny());
        try {
            if (!export.isFree()) {
                throw new ParameterException(command.commandLine(), "%s is not an empty folder".formatted(folder));
            }
            try (ConfigurableApplicationContext application = Application.start(Application.where(command))) {
                long count = export.write(application.getBean(Rejects.class).rejects(selection));
                out.println(String.format(
                        Locale.ROOT, "%,d rejects in %s; index.jsonl says what each file is", count, folder));
                out.flush();
            }
            return ExitCode.DONE;
        } catch (IOException e) {
            command.commandLine()
                    .getErr()
                    .println(PrintableText.of("etl: Failed to write rejects to %s: %s".formatted(folder, e)));
            return ExitCode.FAILED;
        }
    }
}
