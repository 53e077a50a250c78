package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.NameRange;
import clickstream.load.FinishedObject;
import clickstream.load.Ledger;
import clickstream.load.Loader;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
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

    private final Stages stages;
    private final Ledger ledger;
    private final Loader loader;
    private final Hour hour;
    private final long run;
    private final boolean reload;
    private @Nullable RangeLoad range;

    LoadRangeTasklet(Stages stages, Ledger ledger, Loader loader, Hour hour, long run, boolean reload) {
        this.stages = stages;
        this.ledger = ledger;
        this.loader = loader;
        this.hour = hour;
        this.run = run;
        this.reload = reload;
    }

    @Override
    public void beforeStep(StepExecution step) {
        NameRange names = HourPartitioner.range(step.getExecutionContext());
        Iterator<FinishedObject> finished = reload ? Collections.emptyIterator() : ledger.finishedObjects(hour, names);
        range = stages.open(hour, names, finished);
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws InterruptedException {
        if (range == null) {
            throw new IllegalStateException("called outside of its step");
        }
        RangeCounts counts = range.loadNext(loader.chunk(run, reload));
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
