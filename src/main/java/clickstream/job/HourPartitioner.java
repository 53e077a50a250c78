package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.NameRange;
import clickstream.list.KeySpace;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/**
 * Hands each worker a range of the key space, as two strings: no list of keys ever goes through an execution context. Not final because
 * it is step-scoped, which is done by subclassing.
 */
class HourPartitioner implements Partitioner {

    private static final String AFTER = "after";
    private static final String UP_TO = "upTo";

    private final KeySpace keySpace;
    private final Hour hour;

    HourPartitioner(KeySpace keySpace, Hour hour) {
        this.keySpace = keySpace;
        this.hour = hour;
    }

    /** Ignores {@code gridSize}: how many ranges there are follows from the number of objects. */
    @Override
    public Map<String, ExecutionContext> partition(int gridSize) {
        Map<String, ExecutionContext> partitions = new LinkedHashMap<>();
        for (NameRange range : keySpace.ranges(hour)) {
            ExecutionContext context = new ExecutionContext();
            if (range.after() != null) {
                context.putString(AFTER, range.after());
            }
            if (range.upTo() != null) {
                context.putString(UP_TO, range.upTo());
            }
            partitions.put("range-%03d".formatted(partitions.size()), context);
        }
        return partitions;
    }

    static NameRange range(ExecutionContext context) {
        return new NameRange(
                context.containsKey(AFTER) ? context.getString(AFTER) : null,
                context.containsKey(UP_TO) ? context.getString(UP_TO) : null);
    }
}
