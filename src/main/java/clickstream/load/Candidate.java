package clickstream.load;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventIssue;
import clickstream.event.MappedEvent;
import clickstream.load.ChunkRecords.RecordedIssue;
import clickstream.load.OutcomeListener.ValueOutcome;
import java.util.List;

/** An event on its way into the table. */
record Candidate(ObjectTally tally, int index, MappedEvent event) {

    ClickstreamEvent row() {
        return event.row();
    }

    void meets(ValueOutcome outcome, OutcomeListener outcomes) {
        outcomes.add(tally.object(), index, outcome);
    }

    void recordIssues(List<RecordedIssue> issues) {
        int number = 0;
        for (EventIssue issue : event.issues()) {
            issues.add(new RecordedIssue(tally.object(), index, row().eventId(), number++, issue));
        }
    }
}
