package clickstream.map;

import clickstream.event.EventIssue;
import clickstream.event.IssueReason;
import clickstream.event.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** What is found on the way through one event. Not thread-safe. */
final class Issues {

    /** Immutable while empty: nearly every event has none. */
    private List<EventIssue> found = List.of();

    /** The member {@code name} of {@code block} did not fit. */
    void add(String field, IssueReason reason, SourceObject block, String name, JsonValue value) {
        add(field, reason, Detail.of(block, name, value));
    }

    void add(String field, IssueReason reason, String detail) {
        if (found.isEmpty()) {
            found = new ArrayList<>();
        }
        found.add(new EventIssue(field, reason, detail));
    }

    void addAll(Issues others) {
        others.found.forEach(issue -> add(issue.field(), issue.reason(), issue.detail()));
    }

    List<EventIssue> recorded() {
        return List.copyOf(found);
    }
}
