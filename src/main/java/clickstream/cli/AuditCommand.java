package clickstream.cli;

import clickstream.audit.Audit;
import clickstream.event.Hour;
import java.util.List;
import java.util.concurrent.Callable;
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
            "Writes nothing. Exits with 6 where they differ; loading the hour again loads what is missing, changed or failed."
        })
final class AuditCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

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

    @Mixin
    private final OutputOption output = new OutputOption();

    @Override
    public Integer call() throws InterruptedException {
        List<Hour> hours = selection.hours();
        return Session.withBucket(command, Audit.class, audit -> {
            AuditTotal total = new AuditTotal(hours.size(), deep, ignoreVanished);
            try (AuditReport report = AuditReport.of(output.format(), LogFormat.out(command, output.format()), total)) {
                audit.audit(hours, deep, report::add);
            }
            return total.hasGap() ? ExitCode.GAP : ExitCode.DONE;
        });
    }
}
