package clickstream.job;

import clickstream.event.PrintableText;
import clickstream.fetch.Fetched.Failed;
import clickstream.fetch.Fetched.FailureKind;
import clickstream.watch.LogEvents;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts objects that could not be read, and gives up where going on would help nobody. To be used by one thread. */
public final class ReadFailures {

    private static final Logger LOG = LoggerFactory.getLogger(ReadFailures.class);

    /** So many refusals before the first object that could be read mean that a right is missing: going on would only fill the log. */
    private static final int DENIED_AT_FIRST = 25;

    /** So many failures without one object between them mean that S3 is away: the hour is tried again later. */
    private static final int FAILED_IN_A_ROW = 100;

    private final Set<String> known;
    private final LogSampler names = new LogSampler();
    private long failed;
    private long transientFailures;
    private int deniedAtFirst;
    private boolean anyRead;
    private int failedInARow;

    /**
     * Begins to count.
     *
     * @param known names of objects that could not be read before
     */
    public ReadFailures(Set<String> known) {
        this.known = known;
    }

    /** Objects that could not be read. */
    long failed() {
        return failed;
    }

    /** Those of them of which trying again later can help. */
    public long transientFailures() {
        return transientFailures;
    }

    /** Counts an object that could be read. */
    public void read() {
        anyRead = true;
        failedInARow = 0;
    }

    /** Counts an object that could not, and returns the cause in one storable line. */
    public String add(Failed failure) {
        String cause = PrintableText.of(failure.cause());
        if (names.sample()) {
            LOG.warn(
                    LogEvents.OBJECT_FAILED,
                    "Could not read {}: {}",
                    PrintableText.of(failure.object().key()),
                    cause);
        }
        failed++;
        transientFailures += failure.kind() == FailureKind.TRANSIENT ? 1 : 0;
        // What an earlier run met already says nothing about the others, and must not keep them from being read for
        // ever.
        if (!known.contains(failure.object().name())) {
            failedInARow += failure.kind() == FailureKind.TRANSIENT ? 1 : 0;
            deniedAtFirst += failure.kind() == FailureKind.DENIED && !anyRead ? 1 : 0;
        }
        return cause;
    }

    /** Says how many were not told one by one. */
    public void logSuppressed() {
        if (names.suppressed() > 0) {
            LOG.warn(
                    LogEvents.OBJECTS_SUPPRESSED,
                    "Could not read {} objects more; etl.failed_object has them",
                    names.suppressed());
        }
    }

    /**
     * Looks whether it is worth going on after a failure.
     *
     * @throws ReadingException where one object after the other could not be read, or none can be
     */
    public void giveUpAfterMany(Failed last) {
        if (last.kind() == FailureKind.CALLER) {
            // Whether credentials are renewed is for the next attempt to find out, which begins with the listing.
            throw new ReadingException(
                    "No object can be read any more: %s".formatted(PrintableText.of(last.cause())), true);
        }
        if (deniedAtFirst >= DENIED_AT_FIRST || failedInARow >= FAILED_IN_A_ROW) {
            throw new ReadingException(
                    "One object after the other could not be read, the last one, %s: %s"
                            .formatted(PrintableText.of(last.object().key()), PrintableText.of(last.cause())),
                    last.kind() == FailureKind.TRANSIENT);
        }
    }
}
