package clickstream.job;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.partition.support.TaskExecutorPartitionHandler;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.task.TaskExecutor;

/**
 * Runs the ranges of an hour side by side and waits for all of them, also where one fails. Spring Batch's own handler returns with the
 * first failure: the others would go on behind the attempt, without the hour's lock, and commit what the next attempt reads again.
 * Thread-safe.
 */
final class RangesHandler extends TaskExecutorPartitionHandler {

    private final Step range;
    private final TaskExecutor threads;

    RangesHandler(Step range, TaskExecutor threads) {
        this.range = range;
        this.threads = threads;
        setStep(range);
        setTaskExecutor(threads);
    }

    @Override
    protected Set<StepExecution> doHandle(StepExecution hour, Set<StepExecution> ranges) throws Exception {
        List<FutureTask<StepExecution>> begun = new ArrayList<>();
        @Nullable Exception failure = null;
        try {
            for (StepExecution each : ranges) {
                FutureTask<StepExecution> task = createTask(range, each);
                threads.execute(task);
                begun.add(task);
            }
        } catch (OutOfMemoryError e) {
            // There is no thread for one more; those that have one are waited for.
            failure = new IllegalStateException("A range could not begin", e);
        }
        Set<StepExecution> ended = new HashSet<>();
        for (FutureTask<StepExecution> task : begun) {
            try {
                ended.add(task.get());
            } catch (ExecutionException | CancellationException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return ended;
    }
}
