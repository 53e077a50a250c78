package clickstream.cli;

import clickstream.database.LoaderRole;
import clickstream.database.Migrations;
import clickstream.database.TargetDatabase;
import clickstream.event.PrintableText;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
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
        },
        mixinStandardHelpOptions = true,
        versionProvider = Etl.Version.class)
final class MigrateCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--grant-to",
            paramLabel = "ROLE",
            description = "then grant this role what loads need: to select and insert, not to alter, drop or truncate")
    private @Nullable String loader;

    @Override
    public Integer call() {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        TargetDatabase target = Application.target(command);
        PrintWriter out = command.commandLine().getOut();
        try (ConfigurableApplicationContext application = Application.start(target)) {
            LoaderRole roles = application.getBean(LoaderRole.class);
            if (loader != null && !roles.exists(loader)) {
                throw new ParameterException(
                        command.commandLine(),
                        "--grant-to %s: there is no such role; CREATE ROLE makes it".formatted(loader));
            }
            int applied = application.getBean(Migrations.class).apply();
            out.println(PrintableText.of("%s: %s".formatted(target, said(applied))));
            if (loader != null) {
                List<String> granted = roles.grant(loader);
                granted.forEach(grant -> out.println(PrintableText.of(grant)));
                out.println(PrintableText.of("%s has all that a load needs".formatted(loader)));
            }
        }
        return ExitCode.DONE;
    }

    private static String said(int applied) {
        return switch (applied) {
            case 0 -> "up to date, nothing to migrate";
            case 1 -> "1 migration applied";
            default -> "%d migrations applied".formatted(applied);
        };
    }
}
