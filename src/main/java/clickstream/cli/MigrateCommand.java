package clickstream.cli;

import clickstream.database.LoaderRole;
import clickstream.database.Migrations;
import clickstream.database.TargetDatabase;
import clickstream.event.Plural;
import clickstream.event.PrintableText;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code etl migrate}. */
@Command(
        name = "migrate",
        description = {
            "Creates and changes the tables that this version needs, as the role that is to own them.",
            "Loads do so themselves where their role may. Needs the settings of the database only."
        })
final class MigrateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(
            names = "--grant-to",
            paramLabel = "ROLE",
            description = "then grant this role what loads need: to select and insert, not to alter, drop or truncate")
    private @Nullable String loader;

    private record Tools(TargetDatabase target, Migrations migrations, LoaderRole roles) {}

    @Override
    public Integer call() throws InterruptedException {
        return Session.withDatabase(command, Tools.class, this::migrate);
    }

    private int migrate(Tools tools) {
        if (loader != null && !tools.roles().exists(loader)) {
            throw new ParameterException(
                    command.commandLine(),
                    "--grant-to %s: there is no such role; CREATE ROLE makes it".formatted(loader));
        }
        PrintWriter out = LogFormat.out(command);
        int applied = tools.migrations().apply();
        out.println(PrintableText.of("%s: %s".formatted(tools.target(), said(applied))));
        if (loader != null) {
            List<String> granted = tools.roles().grant(loader);
            granted.forEach(grant -> out.println(PrintableText.of(grant)));
            out.println(PrintableText.of("%s has all that a load needs".formatted(loader)));
        }
        out.flush();
        return ExitCode.DONE;
    }

    private static String said(int applied) {
        return applied == 0 ? "up to date, nothing to migrate" : Plural.of(applied, "migration") + " applied";
    }
}
