package clickstream.rejects;

import clickstream.event.ListedObject;
import clickstream.load.OutcomeListener;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts what becomes of the objects of a chunk, and of the rejects that they had. To be used by one thread. */
final class RetryTally implements OutcomeListener {

    /** The rejects that objects had and of which nothing was heard yet. */
    private final Map<ListedObject, BitSet> open = new HashMap<>();

    private final Map<ValueOutcome, Long> outcomes = new EnumMap<>(ValueOutcome.class);
    private long before;
    private long missing;
    private long left;
    private long failed;
    private long ofMissing;
    private long ofLeft;
    private long ofFailed;

    /** An object is read from S3 again, with all its values. */
    void readAgain(ListedObject object, BitSet rejects) {
        before += rejects.cardinality();
        open.put(object, rejects);
    }

    /** An object is not there any more as it was loaded. */
    void miss(BitSet rejects) {
        missing++;
        ofMissing += rejects.cardinality();
    }

    /** An object is not read: it would be rejected whole. */
    void leave(BitSet rejects) {
        left++;
        ofLeft += rejects.cardinality();
    }

    void fail(BitSet rejects) {
        failed++;
        ofFailed += rejects.cardinality();
    }

    @Override
    public void add(ListedObject object, int index, ValueOutcome outcome) {
        BitSet indexes = open.get(object);
        if (indexes != null && indexes.get(index)) {
            indexes.clear(index);
            outcomes.merge(outcome, 1L, Long::sum);
        }
    }

    /** What this run need not try again. */
    RetryCounts finished() {
        long gone = open.values().stream().mapToLong(BitSet::cardinality).sum();
        return new RetryCounts(
                open.size(),
                0,
                0,
                0,
                before,
                outcomes.getOrDefault(ValueOutcome.INSERTED, 0L),
                outcomes.getOrDefault(ValueOutcome.DUPLICATE, 0L),
                outcomes.getOrDefault(ValueOutcome.CONFLICTING, 0L),
                outcomes.getOrDefault(ValueOutcome.REJECTED, 0L),
                0,
                0,
                gone);
    }

    /** What the next attempt meets again, for nothing was written of it. */
    RetryCounts unfinished() {
        return new RetryCounts(
                0, missing, left, failed, ofMissing + ofLeft + ofFailed, 0, 0, 0, ofLeft, ofMissing, ofFailed, 0);
    }
}
