package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.NameRange;
import clickstream.event.RunId;
import clickstream.load.FailedObjects;
import clickstream.load.Ledger;
import clickstream.load.Loader;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Loads one range: a chunk each time it is called, in the transaction in which Spring Batch calls it. The counts go into the step's
 * execution context within the same transaction. Not final because it is step-scoped, which is done by subclassing.
 */
class LoadRangeTasklet implements Tasklet, StepExecutionListener {

    private final Pipeline pipeline;
    private final Ledger ledger;
    private final Loader loader;
    private final FailedObjects failures;
    private final Hour hour;
    private final RunId run;
    private final RunId reloadFrom;
    private final Progress progress;
    private final StopSignal stop;
    private @Nullable RangeLoad range;

    /** @param reloadFrom what runs before it have finished is read again; {@link RunId#NONE} where nothing is */
    LoadRangeTasklet(
            Pipeline pipeline,
            Ledger ledger,
            Loader loader,
            FailedObjects failures,
            Hour hour,
            RunId run,
            RunId reloadFrom,
            Progress progress,
            StopSignal stop) {
        this.pipeline = pipeline;
        this.ledger = ledger;
        this.loader = loader;
        this.failures = failures;
        this.hour = hour;
        this.run = run;
        this.reloadFrom = reloadFrom;
        this.progress = progress;
        this.stop = stop;
    }

    @Override
    public void beforeStep(StepExecution step) {
        NameRange names = HourPartitioner.range(step.getExecutionContext());
        range = new RangeLoad(
                pipeline,
                hour,
                names,
                ledger.finishedObjects(hour, names, reloadFrom),
                failures.known(hour),
                LogSampler.ofFailures("; etl.failed_object has them"));
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context)
            throws InterruptedException, JobInterruptedException {
        if (range == null) {
            throw new IllegalStateException("called outside of its step");
        }
        if (stop.isRequested()) {
            throw new JobInterruptedException("asked to stop");
        }
        RangeCounts counts;
        try {
            counts = range.loadNext(loader.chunk(run));
        } finally {
            failures.record(run, range.failedInChunk());
        }
        progress.add(range.takenInChunk());
        counts.store(contribution.getStepExecution().getExecutionContext());
        return RepeatStatus.continueIf(range.more());
    }

    @Override
    public @Nullable ExitStatus afterStep(StepExecution step) {
        if (range != null) {
            range.close();
        }
        return null;
    }
}
