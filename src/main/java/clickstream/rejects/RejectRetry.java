package clickstream.rejects;

import clickstream.event.Hour;
import clickstream.event.RejectReason;
import clickstream.job.HourResult;
import clickstream.job.HourRunner;
import clickstream.job.Pipeline;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.load.Loader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** Tries rejects again, after a fix. To be used by one thread. */
public final class RejectRetry {

    private final RejectedObjects rejected;
    private final Pipeline pipeline;
    private final Loader loader;
    private final Ledger ledger;
    private final LoadRuns runs;
    private final HourRunner runner;
    private final TransactionOperations transactions;

    RejectRetry(
            RejectedObjects rejected,
            Pipeline pipeline,
            Loader loader,
            Ledger ledger,
            LoadRuns runs,
            HourRunner runner,
            PlatformTransactionManager transactionManager) {
        this.rejected = rejected;
        this.pipeline = pipeline;
        this.loader = loader;
        this.ledger = ledger;
        this.runs = runs;
        this.runner = runner;
        this.transactions = new TransactionTemplate(transactionManager);
    }

    /**
     * How trying the rejects of an hour again ended.
     *
     * @param hour how the last attempt ended; its counts are those of whole objects, good events included
     * @param counts of all attempts
     */
    public record Result(HourResult hour, RetryCounts counts) {}

    /** The hours that have rejects, oldest first. */
    public List<Hour> hours(RejectSelection selection) {
        return rejected.hours(selection);
    }

    /**
     * Tries the rejects of an hour again, as a run of that hour.
     *
     * @param reason of which an object must have a reject to be tried, with all its rejects; null where any will do
     */
    public Result retry(Hour hour, @Nullable RejectReason reason, HourRunner.Request request)
            throws InterruptedException {
        RetryAttempt attempt = new RetryAttempt(rejected, pipeline, loader, ledger, runs, transactions, reason);
        // A reload, whatever was asked for: the objects are finished.
        HourResult result =
                runner.run(hour, new HourRunner.Request(true, request.lockWait(), request.requestedBy()), attempt);
        return new Result(result, attempt.counts());
    }
}
