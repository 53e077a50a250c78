package clickstream.rejects;

import clickstream.event.ListedObject;
import clickstream.load.OutcomeListener;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts what becomes of the objects of a chunk, and of the rejects that they had. To be used by one thread. */
final class RetryTally implements OutcomeListener {

    private final Map<ListedObject, BitSet> tried = new HashMap<>();
    private final Map<ValueOutcome, Long> outcomes = new EnumMap<>(ValueOutcome.class);
    private long before;
    private long read;
    private long stored;
    private long left;
    private long failed;
    private long ofLeft;
    private long notRetryable;
    private long unread;

    /** An object is read from S3 again, with all its values. */
    void readAgain(ListedObject object, BitSet rejects) {
        read++;
        expect(object, rejects);
    }

    /** The rejects of an object are tried from the bytes in the database. */
    void fromStoredBytes(ListedObject object, BitSet rejects) {
        stored++;
        expect(object, rejects);
    }

    /** One of those has too few bytes there. */
    void cannotTry(ListedObject object, int index) {
        notRetryable++;
        tried.getOrDefault(object, new BitSet()).clear(index);
    }

    /** An object is not read: it would be rejected whole. */
    void leave(BitSet rejects) {
        left++;
        ofLeft += rejects.cardinality();
    }

    void fail(BitSet rejects) {
        failed++;
        unread += rejects.cardinality();
    }

    private void expect(ListedObject object, BitSet rejects) {
        before += rejects.cardinality();
        tried.put(object, rejects);
    }

    @Override
    public void add(ListedObject object, int index, ValueOutcome outcome) {
        BitSet indexes = tried.get(object);
        if (indexes != null && indexes.get(index)) {
            outcomes.merge(outcome, 1L, Long::sum);
        }
    }

    /** What this run need not try again. */
    RetryCounts finished() {
        return new RetryCounts(
                read,
                stored,
                0,
                0,
                before,
                outcomes.getOrDefault(ValueOutcome.INSERTED, 0L),
                outcomes.getOrDefault(ValueOutcome.DUPLICATE, 0L),
                outcomes.getOrDefault(ValueOutcome.CONFLICTING, 0L),
                outcomes.getOrDefault(ValueOutcome.REJECTED, 0L),
                notRetryable,
                0);
    }

    /** What the next attempt meets again, for nothing was written of it. */
    RetryCounts unfinished() {
        return new RetryCounts(0, 0, left, failed, ofLeft + unread, 0, 0, 0, ofLeft, 0, unread);
    }
}
