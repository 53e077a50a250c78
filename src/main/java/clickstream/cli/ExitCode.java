package clickstream.cli;

import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import clickstream.job.RejectLimit;
import java.util.List;

/** What a command tells its caller; documented in docs/commands.md. 3 is the JVM's own, for running out of memory. */
final class ExitCode {

    static final int DONE = 0;
    /** Something failed, or an hour is incomplete: the next run goes on. */
    static final int FAILED = 1;
    /** Wrong usage, or a setting that is missing or wrong. */
    static final int USAGE = 2;
    /** All is loaded, and more was rejected than is usual. */
    static final int TOO_MANY_REJECTS = 4;
    /** Another run has locked an hour. */
    static final int LOCKED = 5;
    /** S3 and the database differ. */
    static final int GAP = 6;
    /** Ended by SIGTERM, which is what the shell makes of it. */
    static final int STOPPED = 143;

    private ExitCode() {}

    /** Of several hours, the gravest. */
    static int of(List<HourResult> results, RejectLimit rejects) {
        int gravest = of(results);
        return gravest == DONE && results.stream().anyMatch(rejects::isExceededBy) ? TOO_MANY_REJECTS : gravest;
    }

    /** Of several hours, the gravest, however many rejects they have. */
    static int of(List<HourResult> results) {
        if (has(results, HourOutcome.FAILED) || has(results, HourOutcome.INCOMPLETE)) {
            return FAILED;
        }
        if (has(results, HourOutcome.STOPPED)) {
            return STOPPED;
        }
        return has(results, HourOutcome.LOCKED) ? LOCKED : DONE;
    }

    private static boolean has(List<HourResult> results, HourOutcome outcome) {
        return results.stream().anyMatch(result -> result.outcome() == outcome);
    }
}
