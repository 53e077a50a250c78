package clickstream.rejects;

import clickstream.event.Hour;
import clickstream.event.RejectReason;
import org.jspecify.annotations.Nullable;

/**
 * Which rejects are meant.
 *
 * @param from the first hour; null where there is no first one
 * @param to the end, exclusive; null where there is none
 * @param reason null where every reason is meant
 */
public record RejectSelection(
        @Nullable Hour from, @Nullable Hour to, @Nullable RejectReason reason) {

    /** Every reject that there is. */
    public static final RejectSelection ALL = new RejectSelection(null, null, null);

    String first() {
        return from == null ? "-infinity" : from.start().toString();
    }

    String end() {
        return to == null ? "infinity" : to.start().toString();
    }

    @Nullable
    String reasonCode() {
        return reason == null ? null : reason.code();
    }
}
