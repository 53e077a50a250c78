package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.RunId;
import clickstream.load.FailedObjects;
import clickstream.load.HourLocks;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Ends a run well where the sums of what the workers counted balance and are equal to what the ledger has of this run. Not
 * final because it is step-scoped, which is done by subclassing.
 */
class ReconcileTasklet implements Tasklet {

    private final Ledger ledger;
    private final HourLocks locks;
    private final LoadRuns runs;
    private final FailedObjects failures;
    private final Hour hour;
    private final RunId run;

    ReconcileTasklet(HourLocks locks, Ledger ledger, LoadRuns runs, FailedObjects failures, Hour hour, RunId run) {
        this.locks = locks;
        this.ledger = ledger;
        this.runs = runs;
        this.failures = failures;
        this.hour = hour;
        this.run = run;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        locks.requireHeld(hour);
        RangeCounts counts = LoadJob.counts(contribution.getStepExecution().getJobExecution());
        ledger.reconcile(hour, run, counts.load());
        failures.forgetEarlier(hour, run);
        LoadRuns.Status status =
                counts.load().objects().failed() == 0 ? LoadRuns.Status.COMPLETE : LoadRuns.Status.INCOMPLETE;
        runs.end(run, status, counts.load(), counts.vanished(), null);
        return RepeatStatus.FINISHED;
    }
}
