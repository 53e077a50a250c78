package clickstream.load;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventIssue;
import clickstream.event.ListedObject;
import clickstream.event.ParsedValue.Reject;
import java.util.List;
import java.util.UUID;

/**
 * What is written beside the rows, in their transaction.
 *
 * @param inserted the ids of the rows that are new
 */
record ChunkRecords(
        List<UUID> inserted,
        List<RejectedValue> rejects,
        List<ConflictingEvent> conflicts,
        List<RecordedIssue> issues,
        List<ObjectTally> finished) {

    /** Where they go: the tables of schema {@code etl}, or nowhere in a dry run. */
    @FunctionalInterface
    interface RecordWriter {
        void write(ChunkRecords records);
    }

    /** A reject and the object that it was in. */
    record RejectedValue(ListedObject object, Reject reject) {}

    /** An event whose id was there already with other columns. */
    record ConflictingEvent(ListedObject object, int index, ClickstreamEvent row) {}

    /**
     * An issue of an event that was inserted.
     *
     * @param number of the issue among those of its event, from 0
     */
    record RecordedIssue(ListedObject object, int index, UUID eventId, int number, EventIssue issue) {}
}
