package clickstream.cli;

import clickstream.doctor.Doctor;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code etl doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks all that a load needs: bucket, region, rights, clock, database, migrations, table, connections.",
            "Each line is ok, or says what is wrong and what to do. Writes nothing. Exits with 1 where something is wrong."
        })
final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = LogFormat.out(command);
        AtomicInteger wrong = new AtomicInteger();
        return Session.withBucket(command, Doctor.class, doctor -> {
            out.println("ok     settings: all are there");
            doctor.run(check -> {
                out.println("%-6s %s".formatted(check.right() ? "ok" : "wrong", check.text()));
                out.flush();
                wrong.addAndGet(check.right() ? 0 : 1);
            });
            return wrong.get() == 0 ? ExitCode.DONE : ExitCode.FAILED;
        });
    }
}
