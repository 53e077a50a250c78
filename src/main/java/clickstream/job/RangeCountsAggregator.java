package clickstream.job;

import java.util.Collection;
import org.springframework.batch.core.partition.StepExecutionAggregator;
import org.springframework.batch.core.partition.support.DefaultStepExecutionAggregator;
import org.springframework.batch.core.step.StepExecution;

/** Adds the counts of all ranges up in the execution context of the partitioned step. */
final class RangeCountsAggregator implements StepExecutionAggregator {

    private final StepExecutionAggregator statusAggregator = new DefaultStepExecutionAggregator();

    @Override
    public void aggregate(StepExecution result, Collection<StepExecution> ranges) {
        statusAggregator.aggregate(result, ranges);
        RangeCounts sum = RangeCounts.NONE;
        for (StepExecution range : ranges) {
            sum = sum.plus(RangeCounts.stored(range.getExecutionContext()));
        }
        sum.store(result.getExecutionContext());
    }
}
