package clickstream.audit;

import clickstream.audit.AuditedRows.Place;
import clickstream.event.ClickstreamEvent;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.MappedEvent;
import clickstream.event.ObjectSink;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.SkipReason;
import clickstream.load.EventColumn;
import clickstream.load.FinishedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Looks events up in the table, many at a time. Before an object is begun, it must be said which version it is. Not thread-safe.
 *
 * <p>An event is right when its row is equal to it; when only the timestamp differs and the object has a duplicate that this one can be;
 * or when it is kept as conflicting just like this.
 */
final class EventLookup implements ObjectSink {

    private static final int ENOUGH_EVENTS = 1_000;
    /** Characters. */
    private static final long ENOUGH_TEXT = 4 * 1024 * 1024;

    private final AuditedRows rows;
    private final Hour hour;
    private final AuditTally tally;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Reread> ended = new ArrayList<>();
    private long size;
    private AuditedVersions.@Nullable Version expected;
    private @Nullable Reread open;

    EventLookup(AuditedRows rows, Hour hour, AuditTally tally) {
        this.rows = rows;
        this.hour = hour;
        this.tally = tally;
    }

    /** Says which version the object is that is begun next. */
    void expect(AuditedVersions.Version version) {
        expected = version;
    }

    @Override
    public void begin(ListedObject object) {
        if (expected == null) {
            throw new IllegalStateException("not expected: " + object.key());
        }
        open = new Reread(expected);
        expected = null;
    }

    @Override
    public void event(MappedEvent event, int index) {
        if (full()) {
            flush();
        }
        candidates.add(new Candidate(opened(), index, event.row()));
        size += EventColumn.textLength(event.row());
    }

    @Override
    public void reject(Reject reject) {
        opened().rejects++;
    }

    @Override
    public void end() {
        ended.add(opened());
        open = null;
    }

    /** Nothing was to be made of it. */
    @Override
    public void skip(ListedObject object, SkipReason reason) {
        expected = null;
    }

    @Override
    public boolean full() {
        return candidates.size() >= ENOUGH_EVENTS || size >= ENOUGH_TEXT;
    }

    /** Looks up what has come together. */
    void flush() {
        leaveOutRefused();
        Map<UUID, ClickstreamEvent> existing = rows.existing(candidates.stream()
                .map(candidate -> candidate.row().eventId())
                .distinct()
                .toList());
        List<Candidate> different = new ArrayList<>();
        for (Candidate candidate : candidates) {
            ClickstreamEvent row = existing.get(candidate.row().eventId());
            if (row == null) {
                gap(Gap.Kind.ROW_MISSING, candidate, "");
            } else if (!isRight(candidate, row)) {
                different.add(candidate);
            }
        }
        Map<Place, ClickstreamEvent> conflicting =
                rows.conflicting(hour, different.stream().map(Candidate::place).toList());
        for (Candidate candidate : different) {
            ClickstreamEvent row = existing.get(candidate.row().eventId());
            if (row != null && !candidate.row().equals(conflicting.get(candidate.place()))) {
                gap(
                        Gap.Kind.ROW_DIFFERS,
                        candidate,
                        " in " + String.join(", ", EventColumn.differing(candidate.row(), row)));
            }
        }
        checkRejects();
        candidates.clear();
        ended.clear();
        size = 0;
    }

    /** What the table refused is a reject, whatever row may bear its id since. */
    private void leaveOutRefused() {
        tally.events(candidates.size());
        Set<Place> refused = rows.refused(
                hour,
                candidates.stream()
                        .filter(candidate -> candidate.object().version.entry().rejects() > 0)
                        .map(Candidate::place)
                        .toList());
        candidates.removeIf(candidate -> {
            boolean isRefused = refused.contains(candidate.place());
            candidate.object().rejects += isRefused ? 1 : 0;
            return isRefused;
        });
    }

    private static boolean isRight(Candidate candidate, ClickstreamEvent row) {
        if (candidate.row().equals(row)) {
            return true;
        }
        Reread object = candidate.object();
        return EventColumn.isDuplicate(candidate.row(), row)
                && ++object.receivedLater <= object.version.entry().duplicate();
    }

    private void checkRejects() {
        Map<FinishedObject, Long> kept =
                rows.rejects(hour, ended.stream().map(Reread::finished).toList());
        for (Reread object : ended) {
            long wanted = kept.getOrDefault(object.finished(), 0L);
            if (object.rejects != wanted) {
                tally.gap(
                        Gap.Kind.REJECTS_DIFFER,
                        object.finished().name(),
                        "%d in the object, %d in etl.rejected_event".formatted(object.rejects, wanted));
            }
        }
    }

    private void gap(Gap.Kind kind, Candidate candidate, String more) {
        tally.gap(
                kind,
                candidate.object().finished().name(),
                "event %d, id %s%s".formatted(candidate.index(), candidate.row().eventId(), more));
    }

    private Reread opened() {
        if (open == null) {
            throw new IllegalStateException("no object was begun");
        }
        return open;
    }

    /** An event on its way to be looked up. */
    private record Candidate(Reread object, int index, ClickstreamEvent row) {

        Place place() {
            return new Place(object.finished(), index);
        }
    }

    /** An object that is read again, and what it showed so far. */
    private static final class Reread {

        private final AuditedVersions.Version version;
        private long rejects;
        /** Events that are equal to their rows but for the timestamp: no more than the duplicates that the ledger knows. */
        private long receivedLater;

        Reread(AuditedVersions.Version version) {
            this.version = version;
        }

        FinishedObject finished() {
            return new FinishedObject(version.entry().name(), version.entry().etag());
        }
    }
}
