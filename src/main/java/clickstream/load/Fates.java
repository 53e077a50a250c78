package clickstream.load;

import clickstream.event.ListedObject;

/** Is told what becomes of each value of a chunk. It is true once the transaction is committed. */
@FunctionalInterface
public interface Fates {

    Fates NOBODY_ASKS = (object, index, fate) -> {};

    /**
     * Is told of a value.
     *
     * @param index in its object
     */
    void add(ListedObject object, int index, Fate fate);

    /** What becomes of a value. */
    enum Fate {
        INSERTED,
        DUPLICATE,
        CONFLICTING,
        REJECTED
    }
}
