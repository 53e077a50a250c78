package clickstream.job;

import clickstream.database.DatabaseFailures;
import clickstream.database.LockHolders;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.RunId;
import clickstream.job.HourTask.Attempt;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Closes runs that did not come to their end, and says why. To be used under the hour's lock. Thread-safe. */
final class EarlyEnd {

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
        FailureAnalysis failure = stopped ? new FailureAnalysis("asked to stop", "", Kind.LASTING) : analysis(failures);
        if (!stopped) {
            failures.forEach(Failures::logDefect);
        }
        // What was committed before it failed is in the ledger, and nowhere else for sure.
        LoadCounts committed = ledger.finishedBy(hour, run);
        runs.end(run, stopped ? LoadRuns.Status.STOPPED : LoadRuns.Status.FAILED, committed, vanished, failure.line());
        return new Attempt(stopped ? HourOutcome.STOPPED : HourOutcome.FAILED, committed, vanished, gets, failure);
    }

    /** An attempt that failed where neither its run nor its end may be recorded: the next run closes it. */
    static Attempt unrecorded(RuntimeException failure) {
        return Attempt.without(HourOutcome.FAILED, Failures.analysis(failure));
    }

    private FailureAnalysis analysis(List<Throwable> failures) {
        FailureAnalysis first = Failures.analysis(failures.getFirst());
        List<String> locks = failures.stream().anyMatch(DatabaseFailures::mayBeALock) ? holders.sentences() : List.of();
        String action = Stream.concat(Stream.of(first.action()), locks.stream())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        // A lost connection has others in its train that do not say so.
        boolean isTransient = failures.stream().map(Failures::analysis).anyMatch(FailureAnalysis::isTransient);
        return new FailureAnalysis(first.description(), action, isTransient ? Kind.TRANSIENT : first.kind());
    }
}
