package clickstream.job;

import clickstream.database.DatabaseFailures;
import clickstream.event.Hour;
import clickstream.event.RunId;
import clickstream.list.ListingException;
import clickstream.watch.LogEvents;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.launch.JobOperator;

/** Runs the job of an hour once. To be used under the hour's lock. */
final class HourAttempt implements HourTask {

    private static final Logger LOG = LoggerFactory.getLogger(HourAttempt.class);

    private final JobOperator operator;
    private final Job loadHour;
    private final EarlyEnd earlyEnd;

    HourAttempt(JobOperator operator, Job loadHour, EarlyEnd earlyEnd) {
        this.operator = operator;
        this.loadHour = loadHour;
        this.earlyEnd = earlyEnd;
    }

    @Override
    public Attempt attempt(Hour hour, RunId run, RunId reloadFrom) {
        LOG.info(LogEvents.HOUR_BEGUN, "Loading hour {}, run {}", hour, run);
        JobExecution execution;
        try {
            execution = operator.start(loadHour, LoadJob.parameters(hour, run, reloadFrom));
        } catch (JobExecutionException e) {
            throw new IllegalStateException("Spring Batch did not start run " + run, e);
        }
        RangeCounts counts = LoadJob.counts(execution);
        return execution.getStatus() == BatchStatus.COMPLETED
                ? Attempt.ended(counts.load(), counts.vanished(), counts.gets(), counts.failedTransient())
                : earlyEnd.of(hour, run, failures(execution), counts.vanished(), counts.gets());
    }

    private static List<Throwable> failures(JobExecution execution) {
        List<Throwable> failures = execution.getAllFailureExceptions().stream()
                // Of a partitioned step, the exception only says that one of its ranges has one.
                .filter(failure -> !(failure instanceof JobExecutionException))
                .toList();
        return failures.isEmpty()
                ? List.of(new IllegalStateException("the job ended as " + execution.getStatus()))
                : failures;
    }

    /** Whether trying again later can help. */
    static boolean isTransient(Throwable failure) {
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
