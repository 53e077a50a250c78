package clickstream.load;

import clickstream.event.ClickstreamEvent;
import clickstream.event.ListedObject;
import clickstream.event.LoadCounts;
import clickstream.event.MappedEvent;
import clickstream.event.ObjectSink;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import clickstream.event.SkipReason;
import clickstream.load.ChunkRecords.ConflictingEvent;
import clickstream.load.ChunkRecords.RecordWriter;
import clickstream.load.ChunkRecords.RecordedIssue;
import clickstream.load.ChunkRecords.RejectedValue;
import clickstream.load.OutcomeListener.ValueOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are committed together. Objects are begun, filled and ended one after the other; what they hold is sent to the database
 * whenever {@value #MOST_VALUES} values have come together, so an object of a million events needs no more memory than one of a
 * thousand. The transaction is the caller's. Not thread-safe.
 */
public final class Chunk implements ObjectSink {

    private static final int ENOUGH_VALUES = 1_000;
    private static final int ENOUGH_OBJECTS = 1_000;
    /** Bytes of rejects and characters of texts. */
    private static final long ENOUGH_TEXT = 4 * 1024 * 1024;

    /** What no statement exceeds. Only an object that is large by itself gets there, for a chunk is full long before. */
    private static final int MOST_VALUES = 10 * ENOUGH_VALUES;

    private static final long MOST_TEXT = 2 * ENOUGH_TEXT;

    /** PostgreSQL's order of UUIDs, which Java's own, of signed numbers, is not: neighbours in the index stay neighbours. */
    private static final Comparator<ClickstreamEvent> INDEX_ORDER = (left, right) -> {
        UUID one = left.eventId();
        UUID other = right.eventId();
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    };

    private final EventStore events;
    private final RecordWriter writer;
    private final OutcomeListener outcomes;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<RejectedValue> rejects = new ArrayList<>();
    private final List<ObjectTally> ended = new ArrayList<>();
    private long size;
    private int values;
    private boolean sent;
    private @Nullable ObjectTally open;

    Chunk(EventStore events, RecordWriter writer) {
        this(events, writer, OutcomeListener.NOBODY_ASKS);
    }

    Chunk(EventStore events, RecordWriter writer, OutcomeListener outcomes) {
        this.events = events;
        this.writer = writer;
        this.outcomes = outcomes;
    }

    /** Whether it is time to commit: enough has come together, or something was sent already and keeps others waiting. */
    @Override
    public boolean full() {
        return sent || ended.size() >= ENOUGH_OBJECTS || values >= ENOUGH_VALUES || size >= ENOUGH_TEXT;
    }

    @Override
    public void begin(ListedObject object) {
        if (open != null) {
            throw new IllegalStateException("not ended: " + open.object().key());
        }
        open = new ObjectTally(object, null);
    }

    @Override
    public void event(MappedEvent event, int index) {
        sendWhereMuch();
        ObjectTally tally = counted();
        candidates.add(new Candidate(tally, index, event));
        size += EventColumn.textLength(event.row());
    }

    @Override
    public void reject(Reject reject) {
        sendWhereMuch();
        ObjectTally tally = counted();
        tally.rejected();
        outcomes.add(tally.object(), reject.index(), ValueOutcome.REJECTED);
        rejects.add(new RejectedValue(tally.object(), reject));
        size += reject.bytes().remaining();
    }

    /** Ends the object: it is finished once this chunk is committed. Without a value it counts as skipped, being empty. */
    @Override
    public void end() {
        ended.add(opened());
        open = null;
    }

    /**
     * Sends what is left, and the objects as finished.
     *
     * @return what became of the objects and events of this chunk, true once the transaction is committed
     */
    public LoadCounts write() {
        if (open != null) {
            throw new IllegalStateException("not ended: " + open.object().key());
        }
        send(ended);
        LoadCounts counts = LoadCounts.NONE;
        for (ObjectTally object : ended) {
            counts = counts.plus(new LoadCounts(object.objects(), object.events()));
        }
        return counts;
    }

    /** Adds an object that is finished without having been read. */
    @Override
    public void skip(ListedObject object, SkipReason reason) {
        ended.add(new ObjectTally(object, reason));
    }

    private ObjectTally opened() {
        if (open == null) {
            throw new IllegalStateException("no object was begun");
        }
        return open;
    }

    private ObjectTally counted() {
        ObjectTally tally = opened();
        tally.read();
        values++;
        return tally;
    }

    private void sendWhereMuch() {
        if (candidates.size() + rejects.size() >= MOST_VALUES || size >= MOST_TEXT) {
            send(List.of());
        }
    }

    private void send(List<ObjectTally> finished) {
        if (!sent) {
            events.begin(open != null);
            sent = true;
        }
        List<UUID> inserted = new ArrayList<>();
        List<ConflictingEvent> conflicts = new ArrayList<>();
        List<RecordedIssue> issues = new ArrayList<>();
        Map<UUID, List<Candidate>> byId = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            byId.computeIfAbsent(candidate.row().eventId(), id -> new ArrayList<>(1))
                    .add(candidate);
        }
        while (!byId.isEmpty()) {
            Map<UUID, List<Candidate>> behindRefused = new LinkedHashMap<>();
            Map<UUID, String> refused = new HashMap<>();
            Map<UUID, ClickstreamEvent> existing = events.insertNew(firstOfEach(byId), refused::put);
            byId.forEach((id, sameId) -> {
                String refusal = refused.get(id);
                if (refusal != null) {
                    refuse(sameId.getFirst(), refusal);
                    if (sameId.size() > 1) {
                        // Of the same id, the next one may be as the table wants it.
                        behindRefused.put(id, sameId.subList(1, sameId.size()));
                    }
                    return;
                }
                ClickstreamEvent there = existing.get(id);
                for (Candidate candidate : sameId) {
                    if (there == null) {
                        there = candidate.row();
                        inserted.add(id);
                        candidate.tally().inserted();
                        candidate.meets(ValueOutcome.INSERTED, outcomes);
                        candidate.recordIssues(issues);
                    } else if (EventColumn.isDuplicate(candidate.row(), there)) {
                        candidate.tally().duplicate();
                        candidate.meets(ValueOutcome.DUPLICATE, outcomes);
                    } else {
                        candidate.tally().conflicting();
                        candidate.meets(ValueOutcome.CONFLICTING, outcomes);
                        conflicts.add(
                                new ConflictingEvent(candidate.tally().object(), candidate.index(), candidate.row()));
                    }
                }
            });
            byId = behindRefused;
        }
        writer.write(new ChunkRecords(inserted, rejects, conflicts, issues, finished));
        candidates.clear();
        rejects.clear();
        size = 0;
    }

    /** Its bytes are not kept: they are an event, and where it is read again the table may be another. */
    private void refuse(Candidate candidate, String refusal) {
        candidate.tally().rejected();
        candidate.meets(ValueOutcome.REJECTED, outcomes);
        rejects.add(new RejectedValue(
                candidate.tally().object(),
                new Reject(candidate.index(), RejectReason.REFUSED_BY_TABLE, refusal, ByteBuffer.allocate(0))));
    }

    /** Within a chunk, the event that was read first is the one that is inserted. */
    private static List<ClickstreamEvent> firstOfEach(Map<UUID, List<Candidate>> byId) {
        return byId.values().stream()
                .map(sameId -> sameId.getFirst().row())
                .sorted(INDEX_ORDER)
                .toList();
    }
}
