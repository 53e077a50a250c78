package clickstream.rejects;

import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.RejectReason;
import clickstream.job.Failures;
import clickstream.job.HourAttempt;
import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import clickstream.job.HourTask;
import clickstream.job.Pipeline;
import clickstream.job.Reconciliation;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.load.Loader;
import clickstream.load.RunStatus;
import clickstream.watch.LogEvents;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/** Tries the rejects of one hour again, in as many attempts as its runner makes. To be used by one thread. */
final class RetryAttempt implements HourTask {

    private static final Logger LOG = LoggerFactory.getLogger(RetryAttempt.class);

    private static final String TO_LOAD_MISSING =
            "Objects with rejects that S3 no longer has as they were loaded: {}. Their rejects stay;"
                    + " to load them: jobs/etl rejects export, and put what is in the file back as a new object of the hour";

    private final RejectedObjects rejected;
    private final Pipeline pipeline;
    private final Loader loader;
    private final Ledger ledger;
    private final LoadRuns runs;
    private final TransactionOperations transactions;
    private final @Nullable RejectReason reason;
    private RetryCounts finished = RetryCounts.NONE;
    private RetryCounts unfinished = RetryCounts.NONE;

    RetryAttempt(
            RejectedObjects rejected,
            Pipeline pipeline,
            Loader loader,
            Ledger ledger,
            LoadRuns runs,
            TransactionOperations transactions,
            @Nullable RejectReason reason) {
        this.rejected = rejected;
        this.pipeline = pipeline;
        this.loader = loader;
        this.ledger = ledger;
        this.runs = runs;
        this.transactions = transactions;
        this.reason = reason;
    }

    /** What all attempts together came to. */
    RetryCounts counts() {
        return finished.plus(unfinished);
    }

    @Override
    public Outcome attempt(Hour hour, long run, long since) throws InterruptedException {
        LOG.info(LogEvents.HOUR_BEGUN, "Trying the rejects of hour {} again, run {}", hour, run);
        // What could not be read by an attempt before this one is tried by this one.
        unfinished = RetryCounts.NONE;
        LoadCounts counts = LoadCounts.NONE;
        long failedTransient;
        try (RetryLoad load = new RetryLoad(rejected, rejected.objects(hour, reason, since), pipeline, hour)) {
            while (load.more() && !pipeline.isStopping()) {
                RetryLoad.Step step = commit(load, run);
                counts = counts.plus(step.load());
                finished = finished.plus(step.finished());
                unfinished = unfinished.plus(step.unfinished());
            }
            if (load.more()) {
                return early(hour, run, RunStatus.STOPPED, HourOutcome.STOPPED, "asked to stop", false);
            }
            failedTransient = load.failedTransient();
            if (unfinished.missing() > 0) {
                LOG.warn(LogEvents.OBJECT_VANISHED, TO_LOAD_MISSING, unfinished.missing());
            }
            Reconciliation.check(hour, run, counts, ledger);
        } catch (RuntimeException e) {
            String failure = Failures.messageAndAction(e);
            LOG.error(LogEvents.RUN_FAILED, "Hour {}, run {}, failed: {}", hour, run, failure);
            if (Failures.isUnexpected(e)) {
                LOG.error(LogEvents.DEFECT, "This should not have happened", e);
            }
            return early(hour, run, RunStatus.FAILED, HourOutcome.FAILED, failure, HourAttempt.isTransient(e));
        }
        return end(hour, run, counts, failedTransient > 0);
    }

    private RetryLoad.Step commit(RetryLoad load, long run) throws InterruptedException {
        try {
            return Objects.requireNonNull(transactions.execute(transaction -> {
                try {
                    return load.loadNext(loader, run);
                } catch (InterruptedException e) {
                    throw new Interrupted(e);
                }
            }));
        } catch (Interrupted e) {
            throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
        }
    }

    private Outcome end(Hour hour, long run, LoadCounts counts, boolean isTransient) {
        long failed = counts.objects().failed();
        // Nothing was listed: an hour that was not complete is not complete by this.
        RunStatus status =
                failed == 0 && runs.isComplete(hour).orElse(false) ? RunStatus.COMPLETE : RunStatus.INCOMPLETE;
        runs.end(run, status, counts, 0, null);
        HourResult result = new HourResult(
                hour,
                failed == 0 ? HourOutcome.COMPLETE : HourOutcome.INCOMPLETE,
                1,
                counts,
                0,
                0,
                0,
                Duration.ZERO,
                failed == 0 ? null : "%d objects could not be read".formatted(failed));
        return new Outcome(result, isTransient);
    }

    /** What was committed before it ended early is in the ledger, and nowhere else for sure. */
    private Outcome early(
            Hour hour, long run, RunStatus status, HourOutcome outcome, String failure, boolean isTransient) {
        LoadCounts committed = ledger.finishedBy(hour, run);
        runs.end(run, status, committed, 0, failure);
        HourResult result = new HourResult(hour, outcome, 1, committed, 0, 0, 0, Duration.ZERO, failure);
        return new Outcome(result, isTransient);
    }

    /** Carries an interruption out of a transaction. */
    private static final class Interrupted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Interrupted(InterruptedException cause) {
            super(cause);
        }
    }
}
