package clickstream.load;

import clickstream.event.ListedObject;

/** Is told what becomes of each value of a chunk. It is true once the transaction is committed. */
@FunctionalInterface
public interface OutcomeListener {

    OutcomeListener NOBODY_ASKS = (object, index, outcome) -> {};

    /** Is told of a value, by its index in the object. */
    void add(ListedObject object, int index, ValueOutcome outcome);

    /** What becomes of a value. */
    enum ValueOutcome {
        INSERTED,
        DUPLICATE,
        CONFLICTING,
        REJECTED
    }
}
