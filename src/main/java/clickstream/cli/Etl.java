package clickstream.cli;

import clickstream.job.Failures;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
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
            DoctorCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Etl.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Settings come from the environment; README.md lists them. Exit codes: jobs/README.md."})
public final class Etl implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    private Etl() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Etl())
                .setParameterExceptionHandler(Etl::usageError)
                .setExecutionExceptionHandler(
                        (failure, commandLine, parsed) -> FailureReport.print(failure, commandLine.getErr()));
    }

    /** Called without a command. */
    @Override
    public Integer call() {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        throw new ParameterException(command.commandLine(), "a command is missing");
    }

    private static int usageError(ParameterException wrong, String[] arguments) {
        CommandLine commandLine = wrong.getCommandLine();
        PrintWriter err = commandLine.getErr();
        String name = commandLine.getCommandSpec().qualifiedName();
        err.println("%s: %s (%s --help shows how)"
                .formatted(name, Failures.line(String.valueOf(wrong.getMessage())), name));
        return ExitCode.USAGE;
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Etl.class.getPackage().getImplementationVersion();
            return new String[] {"clickstream-etl " + (version == null ? "(not packaged)" : version)};
        }
    }
}
