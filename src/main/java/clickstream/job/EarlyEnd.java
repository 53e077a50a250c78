package clickstream.job;

import clickstream.database.DatabaseFailures;
import clickstream.database.LockHolders;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.RunId;
import clickstream.job.HourTask.Attempt;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.load.RunStatus;
import clickstream.watch.LogEvents;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes runs that did not come to their end, and says why. To be used under the hour's lock. Thread-safe. */
final class EarlyEnd {

    private static final Logger LOG = LoggerFactory.getLogger(EarlyEnd.class);

    private final LoadRuns runs;
    private final Ledger ledger;
    private final LockHolders holders;
    private final StopSignal stop;

    EarlyEnd(LoadRuns runs, Ledger ledger, LockHolders holders, StopSignal stop) {
        this.runs = runs;
        this.ledger = ledger;
        this.holders = holders;
        this.stop = stop;
    }

    /**
     * Closes a run with what it has committed.
     *
     * @param failures what ended it; the first is the one that people read
     * @param vanished objects that were deleted between their listing and their reading
     * @param gets objects that were asked for
     */
    Attempt of(Hour hour, RunId run, List<Throwable> failures, long vanished, long gets) {
        boolean stopped = stop.isRequested();
        String failure = stopped ? "asked to stop" : message(failures);
        if (!stopped) {
            LOG.error(LogEvents.RUN_FAILED, "Hour {}, run {}, failed: {}", hour, run, failure);
            failures.stream()
                    .filter(Failures::isUnexpected)
                    .forEach(defect -> LOG.error(LogEvents.DEFECT, "Unexpected failure; please report it", defect));
        }
        // What was committed before it failed is in the ledger, and nowhere else for sure.
        LoadCounts committed = ledger.finishedBy(hour, run);
        runs.end(run, stopped ? RunStatus.STOPPED : RunStatus.FAILED, committed, vanished, failure);
        return new Attempt(
                stopped ? HourOutcome.STOPPED : HourOutcome.FAILED,
                committed,
                vanished,
                gets,
                failure,
                // A lost connection has others in its train that do not say so.
                !stopped && failures.stream().anyMatch(HourAttempt::isTransient));
    }

    /** An attempt that failed where neither its run nor its end may be recorded: the next run closes it. */
    static Attempt unrecorded(RuntimeException failure) {
        return Attempt.without(
                HourOutcome.FAILED, Failures.messageAndAction(failure), HourAttempt.isTransient(failure));
    }

    private String message(List<Throwable> failures) {
        String failure = Failures.messageAndAction(failures.getFirst());
        return failures.stream().anyMatch(DatabaseFailures::mayBeALock)
                ? Stream.concat(Stream.of(failure), holders.sentences().stream())
                        .collect(Collectors.joining("; "))
                : failure;
    }
}
