package clickstream.cli;

import clickstream.audit.Audit;
import clickstream.event.Hour;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code etl audit}. */
@Command(
        name = "audit",
        description = {
            "Holds what S3 lists against what the database has, hour by hour; without hours, the last full one.",
            "Writes nothing. Exits with 6 where they differ; loading the hour again mends what is missing, changed or failed."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Etl.Version.class,
        sortOptions = false)
final class AuditCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final HourSelection selection = new HourSelection();

    @Option(
            names = "--deep",
            description = "read every object again and look every event up in the table, column by column")
    private boolean deep;

    @Option(
            names = "--ignore-vanished",
            description = "objects that S3 no longer lists are no gap: a lifecycle rule took them")
    private boolean ignoreVanished;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE})")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() throws InterruptedException {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        List<Hour> hours = selection.hours();
        try (ConfigurableApplicationContext application = Application.start(Application.where(command))) {
            Audit audit = application.getBean(Audit.class);
            AuditTotal total = new AuditTotal(hours.size(), deep, ignoreVanished);
            try (AuditReport report =
                    AuditReport.of(output, command.commandLine().getOut(), total)) {
                audit.audit(hours, deep, report::add);
                return total.hasGap() ? ExitCode.GAP : ExitCode.DONE;
            } catch (RuntimeException e) {
                if (audit.isStopping()) {
                    return ExitCode.STOPPED;
                }
                throw e;
            }
        }
    }
}
