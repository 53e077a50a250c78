package clickstream.cli;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.Plural;
import clickstream.rejects.RejectSelection;
import clickstream.rejects.Rejects;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
        })
final class RejectsExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

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

    private record Tools(Rejects rejects, ShutdownHold hold) {}

    @Override
    public Integer call() throws InterruptedException {
        RejectExport export = new RejectExport(folder);
        RejectSelection selection = options.selection(hours.hoursIfAny());
        try {
            if (!export.isFree()) {
                throw new ParameterException(command.commandLine(), "%s is not an empty folder".formatted(folder));
            }
        } catch (IOException e) {
            throw failure(e);
        }
        return Session.withDatabase(command, Tools.class, tools -> {
            long count;
            try {
                count = export.write(tools.rejects().rejects(selection), tools.hold()::isStopping);
            } catch (IOException e) {
                throw failure(e);
            }
            LogFormat.out(command)
                    .println("%s in %s; index.jsonl says what each file is%s"
                            .formatted(
                                    Plural.of(count, "reject"),
                                    folder,
                                    tools.hold().isStopping() ? "; stopped before all were written" : ""));
            return ExitCode.DONE;
        });
    }

    private ExplainedException failure(IOException cause) {
        return new ExplainedException("Failed to write rejects to %s: %s".formatted(folder, cause), Kind.LASTING);
    }
}
