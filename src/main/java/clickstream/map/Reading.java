package clickstream.map;

import clickstream.event.IssueReason;

/** What a column makes of a value. */
sealed interface Reading<T> {

    /** The column holds it exactly. */
    record Exact<T>(T value) implements Reading<T> {}

    /** The column holds something else in its place, which is used and recorded. */
    record Altered<T>(T value, IssueReason reason) implements Reading<T> {}

    /** The column cannot hold it: the next source is asked. */
    record Unusable<T>(IssueReason reason) implements Reading<T> {}
}
