package clickstream.job;

import clickstream.database.DatabaseFailures;
import clickstream.database.LockHolders;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.list.ListingException;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.load.RunStatus;
import clickstream.watch.LogEvents;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.launch.JobOperator;

/** Runs the job of an hour once. To be used under the hour's lock. */
public final class HourAttempt implements HourTask {

    private static final Logger LOG = LoggerFactory.getLogger(HourAttempt.class);

    private final JobOperator operator;
    private final Job loadHour;
    private final LoadRuns runs;
    private final Ledger ledger;
    private final LockHolders holders;
    private final StopSignal stop;

    HourAttempt(
            JobOperator operator, Job loadHour, LoadRuns runs, Ledger ledger, LockHolders holders, StopSignal stop) {
        this.operator = operator;
        this.loadHour = loadHour;
        this.runs = runs;
        this.ledger = ledger;
        this.holders = holders;
        this.stop = stop;
    }

    @Override
    public Outcome attempt(Hour hour, long run, long since) {
        LOG.info(LogEvents.HOUR_BEGUN, "Loading hour {}, run {}", hour, run);
        JobExecution execution;
        try {
            execution = operator.start(loadHour, LoadJob.parameters(hour, run, since));
        } catch (JobExecutionException e) {
            throw new IllegalStateException("Spring Batch did not start run " + run, e);
        }
        RangeCounts counts = LoadJob.counts(execution);
        return execution.getStatus() == BatchStatus.COMPLETED
                ? ended(hour, run, counts)
                : endedEarly(hour, run, counts, execution);
    }

    private Outcome ended(Hour hour, long run, RangeCounts counts) {
        HourOutcome outcome = counts.load().objects().failed() == 0 ? HourOutcome.COMPLETE : HourOutcome.INCOMPLETE;
        String failure = outcome == HourOutcome.COMPLETE
                ? null
                : "%d objects could not be read"
                        .formatted(counts.load().objects().failed());
        HourResult result = new HourResult(
                hour,
                outcome,
                1,
                counts.load(),
                counts.vanished(),
                runs.lateObjects(run),
                counts.gets(),
                Duration.ZERO,
                failure);
        return new Outcome(result, counts.failedTransient() > 0);
    }

    private Outcome endedEarly(Hour hour, long run, RangeCounts counts, JobExecution execution) {
        boolean stopped = stop.isRequested();
        List<Throwable> failures = execution.getAllFailureExceptions().stream()
                // Of a partitioned step, the exception only says that one of its ranges has one.
                .filter(failure -> !(failure instanceof JobExecutionException))
                .toList();
        String failure = stopped
                ? "asked to stop"
                : failures.stream()
                        .findFirst()
                        .map(Failures::messageAndAction)
                        .orElseGet(() -> "the job ended as " + execution.getStatus());
        if (failures.stream().anyMatch(DatabaseFailures::mayBeALock)) {
            failure = String.join(
                    "; ",
                    Stream.concat(Stream.of(failure), holders.sentences().stream())
                            .toList());
        }
        // A lost connection has others in its train that do not say so.
        boolean isTransient = !stopped && failures.stream().anyMatch(HourAttempt::isTransient);
        if (!stopped) {
            LOG.error(LogEvents.RUN_FAILED, "Hour {}, run {}, failed: {}", hour, run, failure);
            failures.stream()
                    .filter(Failures::isUnexpected)
                    .forEach(defect -> LOG.error(LogEvents.DEFECT, "This should not have happened", defect));
        }
        // What was committed before it failed is in the ledger, and nowhere else for sure.
        LoadCounts committed = ledger.finishedBy(hour, run);
        runs.end(run, stopped ? RunStatus.STOPPED : RunStatus.FAILED, committed, counts.vanished(), failure);
        HourResult result = new HourResult(
                hour,
                stopped ? HourOutcome.STOPPED : HourOutcome.FAILED,
                1,
                committed,
                counts.vanished(),
                0,
                counts.gets(),
                Duration.ZERO,
                failure);
        return new Outcome(result, isTransient);
    }

    /** Whether trying again later can help. */
    public static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ListingException listing) {
                return listing.isTransient();
            }
            if (cause instanceof ReadingException reading) {
                return reading.isTransient();
            }
        }
        return DatabaseFailures.isTransient(failure);
    }
}
