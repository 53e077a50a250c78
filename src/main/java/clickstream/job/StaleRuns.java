package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.RunId;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.watch.LogContext;
import clickstream.watch.LogEvents;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;

/**
 * Closes what processes that died, or lost the database, have left open. To be used under the hour's lock only: without it, the run of a
 * living process would be taken for one.
 */
final class StaleRuns {

    private static final Logger LOG = LoggerFactory.getLogger(StaleRuns.class);

    private final JobOperator operator;
    private final JobRepository repository;
    private final LoadRuns runs;
    private final Ledger ledger;

    StaleRuns(JobOperator operator, JobRepository repository, LoadRuns runs, Ledger ledger) {
        this.operator = operator;
        this.repository = repository;
        this.runs = runs;
        this.ledger = ledger;
    }

    /** The hours of which Spring Batch has an execution that is open, be it at work or left behind. */
    Set<Hour> hours() {
        return repository.findRunningJobExecutions(LoadJob.NAME).stream()
                .map(LoadJob::hour)
                .collect(Collectors.toSet());
    }

    /** Closes the runs of an hour that never ended, with what the ledger has of them, and what Spring Batch has of any run of it. */
    void close(Hour hour) {
        // A run can be complete and its execution still be open: that is closed last.
        repository.findRunningJobExecutions(LoadJob.NAME).stream()
                .filter(execution -> LoadJob.hour(execution).equals(hour))
                .forEach(operator::recover);
        for (RunId run : runs.running(hour)) {
            LogContext.run(run);
            LOG.warn(LogEvents.RUN_ABANDONED, "Run {} of hour {} never ended; what it had committed counts", run, hour);
            runs.end(run, LoadRuns.Status.ABANDONED, ledger.finishedBy(hour, run), 0, "its process died");
        }
    }
}
