package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.RunId;
import java.util.List;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.launch.JobOperator;

/** Runs the job of an hour once. To be used under the hour's lock. */
final class HourAttempt implements HourTask {

    private final JobOperator operator;
    private final Job loadHour;
    private final EarlyEnd earlyEnd;

    HourAttempt(JobOperator operator, Job loadHour, EarlyEnd earlyEnd) {
        this.operator = operator;
        this.loadHour = loadHour;
        this.earlyEnd = earlyEnd;
    }

    @Override
    public String title() {
        return "Loading hour";
    }

    @Override
    public Attempt attempt(Hour hour, RunId run, RunId reloadFrom) {
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
}
