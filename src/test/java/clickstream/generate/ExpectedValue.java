package clickstream.generate;

import clickstream.event.ClickstreamEvent;
import clickstream.event.IssueReason;
import clickstream.event.RejectReason;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What a loader must make of one value of an object. */
public sealed interface ExpectedValue {

    int index();

    /** What must become of an event. */
    enum ValueOutcome {
        INSERTED,
        /** Delivered a second time, in another object of the hour: which of the two is inserted depends on which is loaded first. */
        DUPLICATE,
        /** The id of an event of a lower index in the same object, with other columns. */
        CONFLICTING
    }

    /** A column that could not be filled exactly. */
    record Issue(String field, IssueReason reason) {}

    /**
     * An event that is loaded.
     *
     * @param row with a timestamp that means nothing where {@code timedByLastModified}
     * @param timedByLastModified whether the timestamp is that of the object, which S3 alone knows
     */
    record Loaded(
            int index, ClickstreamEvent row, boolean timedByLastModified, ValueOutcome outcome, List<Issue> issues)
            implements ExpectedValue {

        public UUID eventId() {
            return row.eventId();
        }

        /** The row, given when S3 says that the object was modified. */
        public ClickstreamEvent row(Instant lastModified) {
            return timedByLastModified
                    ? new ClickstreamEvent(
                            row.eventId(),
                            lastModified,
                            row.eventName(),
                            row.userId(),
                            row.userLoginState(),
                            row.identitySource(),
                            row.clientId(),
                            row.sessionId(),
                            row.isFirstVisit(),
                            row.productId(),
                            row.productName(),
                            row.productCategory(),
                            row.productBrand(),
                            row.productPrice(),
                            row.productDiscountPrice(),
                            row.productUrlPath())
                    : row;
        }
    }

    /** A value that is no event. */
    record Rejected(int index, RejectReason reason) implements ExpectedValue {}
}
