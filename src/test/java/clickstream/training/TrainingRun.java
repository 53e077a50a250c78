package clickstream.training;

import clickstream.event.Hour;
import clickstream.generate.SyntheticHour;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingCertificates;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * Runs the command line that it is given, with {@code load --hour} behind it, on servers that it starts and ends itself: a run from which
 * the JVM learns what to keep in its AOT cache. Exits with the code of that run.
 */
public final class TrainingRun {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    /** So many that every statement and every kind of answer has been met often; more makes the cache no better. */
    private static final int OBJECTS = 5_000;

    private TrainingRun() {}

    public static void main(String[] command) throws IOException, InterruptedException {
        System.exit(run(List.of(command), OBJECTS));
    }

    /** Runs it on so many objects, over TLS as most do, and returns the code that it ended with. */
    public static int run(List<String> command, int objects) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("clickstream-training-");
        try {
            return run(command, objects, TestingCertificates.in(folder));
        } catch (GeneralSecurityException e) {
            throw new IOException("Failed to make certificates", e);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private static int run(List<String> command, int objects, TestingCertificates certificates)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (TestingPostgres postgres = TestingPostgres.start(certificates.postgresSettings());
                TestingDatabase database = postgres.database();
                SyntheticS3 s3 = SyntheticS3.start(
                        new SyntheticHour(HOUR, objects, 1), Duration.ZERO, certificates.serverContext())) {
            List<String> load = new ArrayList<>(command);
            load.addAll(1, certificates.clientOptions());
            load.addAll(List.of("load", "--hour", HOUR.toString()));
            ProcessBuilder process = new ProcessBuilder(load)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            process.environment().putAll(s3.environment());
            process.environment().putAll(database.environment());
            return process.start().waitFor();
        }
    }
}
