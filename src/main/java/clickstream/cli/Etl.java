package clickstream.cli;

import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.PrintableText;
import clickstream.job.Failures;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program: reads the command line, runs the command, exits with its code. */
@Command(
        name = "etl",
        description = "Loads raw clickstream events from S3 into PostgreSQL, each exactly once.",
        subcommands = {
            LoadCommand.class,
            AuditCommand.class,
            RejectsCommand.class,
            ReportCommand.class,
            MigrateCommand.class,
            DoctorCommand.class,
            CompletionCommand.class
        },
        // Each command has --help and --version too, and its options in the order of their fields.
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Settings come from the environment: docs/settings.md. Exit codes: docs/commands.md."})
public final class Etl implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    private Etl() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Does what a command line says, and returns the code to exit with. */
    static int run(String... arguments) {
        // First of all: SQL, file names and messages are built in this locale, those of libraries too.
        Locale.setDefault(Locale.ROOT);
        StandardOutput output = new StandardOutput();
        CommandLine commandLine = commandLine().setOut(output.writer());
        try {
            LogFormat.of(System.getenv());
        } catch (IllegalArgumentException e) {
            commandLine.getErr().println("etl: " + e.getMessage());
            return ExitCode.USAGE;
        }
        int exitCode = commandLine.execute(arguments);
        commandLine.getOut().flush();
        return output.failure()
                .map(why -> notWritten(why, commandLine.getErr()))
                .orElse(exitCode);
    }

    /** Whatever a command has done, nobody has been told all of it. */
    private static int notWritten(String why, PrintWriter err) {
        LogFormat.complain("etl: Failed to write to standard output: " + PrintableText.of(why), err);
        return ExitCode.FAILED;
    }

    static CommandLine commandLine() {
        return new CommandLine(new Etl())
                .setParameterExceptionHandler(Etl::usageError)
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> failed(failure, commandLine.getErr()));
    }

    /** Called without a command. */
    @Override
    public Integer call() {
        throw new ParameterException(command.commandLine(), "a command is missing");
    }

    /** Says why a command did not end well, in one line, unless it is a defect of this program. */
    private static int failed(Exception failure, PrintWriter err) {
        FailureAnalysis analysis = Failures.analysis(failure);
        LogFormat.complain("etl: " + analysis.line(), err);
        Failures.logDefect(failure);
        return analysis.kind() == Kind.SETTING ? ExitCode.USAGE : ExitCode.FAILED;
    }

    private static int usageError(ParameterException wrong, String[] arguments) {
        CommandLine commandLine = wrong.getCommandLine();
        PrintWriter err = commandLine.getErr();
        String name = commandLine.getCommandSpec().qualifiedName();
        LogFormat.complain(
                "%s: %s (%s --help shows how)"
                        .formatted(name, PrintableText.firstLine(String.valueOf(wrong.getMessage())), name),
                err);
        return ExitCode.USAGE;
    }
}
