package clickstream.job;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.fetch.Fetched.Failed;
import clickstream.fetch.Fetched.FailureKind;

/** Counts objects that could not be read, and gives up where going on would help nobody. To be used by one thread. */
final class ReadFailures {

    private final ObjectFlow.Limits limits;
    private long failed;
    private long transientFailures;
    private int deniedAtFirst;
    private boolean anyRead;
    private int failedInARow;

    ReadFailures(ObjectFlow.Limits limits) {
        this.limits = limits;
    }

    /** Objects that could not be read. */
    long failed() {
        return failed;
    }

    /** Those of them of which trying again later can help. */
    long transientFailures() {
        return transientFailures;
    }

    /** Counts an object that could be read. */
    void read() {
        anyRead = true;
        failedInARow = 0;
    }

    /** Counts an object that could not. */
    void add(Failed failure) {
        failed++;
        transientFailures += failure.kind() == FailureKind.TRANSIENT ? 1 : 0;
        // What an earlier run met already says nothing about the others, and must not keep them from being read for
        // ever.
        if (!limits.known().contains(failure.object().name())) {
            failedInARow += failure.kind() == FailureKind.TRANSIENT ? 1 : 0;
            deniedAtFirst += failure.kind() == FailureKind.DENIED && !anyRead ? 1 : 0;
        }
    }

    /**
     * Looks whether it is worth going on after a failure.
     *
     * @throws ExplainedException where one object after the other could not be read, or none can be
     */
    void giveUpAfterMany(Failed last) {
        if (last.kind() == FailureKind.CALLER) {
            // Whether credentials are renewed is for the next attempt to find out, which begins with the listing.
            throw new ExplainedException("No object can be read any more: %s".formatted(last.cause()), Kind.TRANSIENT);
        }
        boolean away = failedInARow >= limits.failedInARow();
        if (away || deniedAtFirst >= limits.deniedAtFirst()) {
            throw new ExplainedException(
                    "%d objects in a row could not be read, the last one, %s: %s"
                            .formatted(
                                    away ? failedInARow : deniedAtFirst,
                                    last.object().key(),
                                    last.cause()),
                    Kind.of(last.kind() == FailureKind.TRANSIENT));
        }
    }
}
