package clickstream.job;

import clickstream.event.ListedObject;
import clickstream.event.SkipReason;

/** What is decided of an object by its listing, before it is asked for. */
sealed interface Selection {

    /** It is to be read. */
    record Read() implements Selection {}

    /** Its name says that it holds no event. */
    record Skip(SkipReason reason) implements Selection {}

    /** It is larger than an object may be. */
    record TooLarge() implements Selection {}

    /**
     * The ledger could not say that it is finished: rather incomplete for ever than read for ever.
     *
     * @param cause why, for people
     */
    record Unstorable(String cause) implements Selection {}

    static Selection of(ListedObject object, int maxObjectSize) {
        if (object.name().indexOf('\0') >= 0) {
            return new Unstorable("its key holds U+0000, which PostgreSQL cannot store");
        }
        SkipReason skipped = SkipRules.skipReason(object.name(), object.size());
        if (skipped != null) {
            return new Skip(skipped);
        }
        return object.size() > maxObjectSize ? new TooLarge() : new Read();
    }
}
