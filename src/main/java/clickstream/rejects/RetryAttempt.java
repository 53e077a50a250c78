package clickstream.rejects;

import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.RejectReason;
import clickstream.event.RunId;
import clickstream.job.HourTask;
import clickstream.job.Pipeline;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.load.Loader;
import clickstream.watch.LogEvents;
import java.util.Objects;
import java.util.concurrent.CancellationException;
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
    public String title() {
        return "Trying again the rejects of hour";
    }

    @Override
    public Attempt attempt(Hour hour, RunId run, RunId reloadFrom) throws InterruptedException {
        // What could not be read by an attempt before this one is tried by this one.
        unfinished = RetryCounts.NONE;
        LoadCounts counts = LoadCounts.NONE;
        long failedTransient;
        try (RetryLoad load = new RetryLoad(rejected, rejected.objects(hour, reason, reloadFrom), pipeline, hour)) {
            while (load.more()) {
                if (pipeline.isStopping()) {
                    throw new CancellationException("asked to stop");
                }
                RetryLoad.Step step = commit(load, run);
                counts = counts.plus(step.load());
                finished = finished.plus(step.finished());
                unfinished = unfinished.plus(step.unfinished());
            }
            failedTransient = load.failedTransient();
        }
        if (unfinished.missing() > 0) {
            LOG.warn(LogEvents.OBJECT_VANISHED, TO_LOAD_MISSING, unfinished.missing());
        }
        ledger.reconcile(hour, run, counts);
        // Nothing was listed: an hour that was not complete is not complete by this.
        boolean isComplete =
                counts.objects().failed() == 0 && runs.isComplete(hour).orElse(false);
        runs.end(run, isComplete ? LoadRuns.Status.COMPLETE : LoadRuns.Status.INCOMPLETE, counts, 0, null);
        return Attempt.ended(counts, 0, 0, failedTransient);
    }

    private RetryLoad.Step commit(RetryLoad load, RunId run) throws InterruptedException {
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

    /** Carries an interruption out of a transaction. */
    private static final class Interrupted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Interrupted(InterruptedException cause) {
            super(cause);
        }
    }
}
