package clickstream.cli;

import clickstream.doctor.Doctor;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code etl doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks all that a load needs: bucket, region, rights, clock, database, migrations, table, connections.",
            "Each line is ok, or says what is wrong and the mend. Writes nothing. Exits with 1 where something is wrong."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Etl.Version.class)
final class DoctorCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        PrintWriter out = command.commandLine().getOut();
        AtomicInteger wrong = new AtomicInteger();
        try (ConfigurableApplicationContext application = Application.start(Application.where(command))) {
            out.println("ok     settings: all are there");
            application.getBean(Doctor.class).run(check -> {
                out.println("%-6s %s".formatted(check.right() ? "ok" : "wrong", check.text()));
                out.flush();
                wrong.addAndGet(check.right() ? 0 : 1);
            });
        }
        return wrong.get() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
}
