package clickstream.job;

import clickstream.event.Hour;
import clickstream.load.Ledger;
import clickstream.load.LoadCounts;
import clickstream.load.LoadRuns;
import clickstream.load.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.launch.JobOperator;

/** Runs the job of an hour and says how it ended. */
public final class HourRunner {

    private static final Logger LOG = LoggerFactory.getLogger(HourRunner.class);

    private final JobOperator operator;
    private final Job loadHour;
    private final LoadRuns runs;
    private final Ledger ledger;

    HourRunner(JobOperator operator, Job loadHour, LoadRuns runs, Ledger ledger) {
        this.operator = operator;
        this.loadHour = loadHour;
        this.runs = runs;
        this.ledger = ledger;
    }

    /**
     * Loads what is listed and not finished.
     *
     * @param reload whether to read and load again what is finished
     * @param requestedBy who asks, for {@code etl.load_run}
     */
    public HourResult load(Hour hour, boolean reload, String requestedBy) {
        Instant started = Instant.now();
        long run = runs.begin(hour, reload, requestedBy);
        LOG.info("Loading hour {}, run {}", hour, run);
        JobExecution execution;
        try {
            execution = operator.start(loadHour, LoadJob.parameters(hour, run, reload));
        } catch (JobExecutionException e) {
            throw new IllegalStateException("Spring Batch did not start run " + run, e);
        }
        Duration took = Duration.between(started, Instant.now());
        RangeCounts counts = LoadJob.counts(execution);
        if (execution.getStatus() == BatchStatus.COMPLETED) {
            RunStatus status = counts.load().objects().failed() == 0 ? RunStatus.COMPLETE : RunStatus.INCOMPLETE;
            return new HourResult(hour, status, counts.load(), counts.vanished(), counts.gets(), took, null);
        }
        String failure = failure(execution);
        // What was committed before it failed is in the ledger, and nowhere else for sure.
        LoadCounts committed = ledger.finishedBy(hour, run);
        LOG.error("Hour {}, run {}, failed: {}", hour, run, failure);
        runs.end(run, RunStatus.FAILED, committed, counts.vanished(), failure);
        return new HourResult(hour, RunStatus.FAILED, committed, counts.vanished(), counts.gets(), took, failure);
    }

    private static String failure(JobExecution execution) {
        List<Throwable> failures = execution.getAllFailureExceptions();
        failures.forEach(failure -> LOG.debug("The run failed", failure));
        return failures.stream()
                // Of a partitioned step, the exception only says that one of its ranges has one.
                .filter(failure -> !(failure instanceof JobExecutionException))
                .findFirst()
                .map(Failures::message)
                .orElseGet(() -> "the job ended as " + execution.getStatus());
    }
}
