package clickstream.doctor;

import clickstream.event.PrintableText;
import clickstream.job.Failures;
import java.util.function.Consumer;

/** Checks all that a load needs, and writes nothing. */
public final class Doctor {

    /**
     * What was found of one thing that the job needs.
     *
     * @param right whether it is as it must be
     * @param text what was found and, where it is wrong, the action
     */
    public record Check(boolean right, String text) {

        /** It is as it must be. */
        public static Check ok(String text) {
            return new Check(true, text);
        }

        /** It is not. */
        public static Check wrong(String thing, String found, String action) {
            return new Check(false, "%s: %s; %s".formatted(thing, found, action));
        }

        /** It is not, and what was found says the action. */
        public static Check wrong(String thing, String found) {
            return new Check(false, "%s: %s".formatted(thing, found));
        }
    }

    private final BucketChecks bucket;
    private final DatabaseChecks database;
    private final int poolSize;
    private final int partitions;
    private final int hours;

    Doctor(BucketChecks bucket, DatabaseChecks database, int poolSize, int partitions, int hours) {
        this.bucket = bucket;
        this.database = database;
        this.poolSize = poolSize;
        this.partitions = partitions;
        this.hours = hours;
    }

    /** Hands over one line for each thing, without control characters; what cannot be right any more is left out. */
    public void run(Consumer<Check> found) {
        Consumer<Check> lines = check -> found.accept(new Check(check.right(), PrintableText.of(check.text())));
        attempt("S3", () -> bucket.run(lines), lines);
        lines.accept(
                poolSize > partitions
                        ? Check.ok("pool: up to %d connections for %d ranges at once".formatted(poolSize, partitions))
                        : Check.wrong(
                                "pool",
                                "%d connections for %d ranges".formatted(poolSize, partitions),
                                "fewer clickstream.load.partitions"));
        attempt(
                "database",
                () -> database.run((thing, check) -> attempt(thing, check, lines), poolSize, hours, lines),
                lines);
    }

    private static void attempt(String thing, Runnable check, Consumer<Check> found) {
        try {
            check.run();
        } catch (RuntimeException e) {
            found.accept(Check.wrong(thing, Failures.analysis(e).line()));
        }
    }
}
