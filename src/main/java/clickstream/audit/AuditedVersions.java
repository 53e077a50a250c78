package clickstream.audit;

import clickstream.audit.AuditedLedger.Entry;
import clickstream.audit.AuditedLedger.FailedEntry;
import clickstream.event.ListedObject;
import clickstream.event.NameOrder;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The object versions that are listed and finished, in name order; what is on one side only is counted on the way.
 *
 * <p>All sides are sorted by the UTF-8 bytes of the name, so this is a merge that holds a page of each, however many objects the hour
 * has. Not thread-safe.
 */
final class AuditedVersions implements Iterator<AuditedVersions.Version> {

    private final Iterator<ListedObject> listed;
    private final Iterator<Entry> ledger;
    private final Iterator<FailedEntry> failed;
    private final Predicate<Entry> cameSince;
    private final AuditTally tally;
    private @Nullable Entry entryAhead;
    private @Nullable FailedEntry failedAhead;
    private @Nullable Version next;
    private boolean ended;

    /** @param cameSince whether a name that is finished and not listed may have come since it was looked for */
    AuditedVersions(
            Iterator<ListedObject> listed,
            Iterator<Entry> ledger,
            Iterator<FailedEntry> failed,
            Predicate<Entry> cameSince,
            AuditTally tally) {
        this.listed = listed;
        this.ledger = ledger;
        this.failed = failed;
        this.cameSince = cameSince;
        this.tally = tally;
    }

    /** A version as S3 and as the ledger has it. */
    record Version(ListedObject listed, Entry entry) {

        /** What was read then: the same bytes, put once more since, have another time. */
        ListedObject asLoaded() {
            return new ListedObject(listed.hour(), listed.name(), listed.etag(), listed.size(), entry.lastModified());
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null && !ended) {
            if (listed.hasNext()) {
                next = compare(listed.next());
            } else {
                for (Entry entry = entryAhead(); entry != null; entry = entryAhead()) {
                    vanished(entry);
                }
                ended = true;
            }
        }
        return next != null;
    }

    @Override
    public Version next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Version version = next;
        next = null;
        return version;
    }

    /** The object with its entry where it is finished, else null. */
    private @Nullable Version compare(ListedObject object) {
        tally.listed();
        Entry entry = entryAhead();
        while (entry != null && order(entry.name(), object.name()) < 0) {
            vanished(entry);
            entry = entryAhead();
        }
        boolean known = false;
        Entry same = null;
        while (entry != null && entry.name().equals(object.name())) {
            known = true;
            same = entry.etag().equals(object.etag()) ? entry : same;
            entryAhead = null;
            entry = entryAhead();
        }
        if (same == null) {
            unfinished(object, known);
            return null;
        }
        if (same.rejected()) {
            tally.rejected();
        } else {
            tally.complete();
        }
        return new Version(object, same);
    }

    private void unfinished(ListedObject object, boolean known) {
        String cause = failure(object);
        if (cause != null) {
            tally.gap(Gap.Kind.FAILED, object.name(), cause);
        } else if (known) {
            tally.gap(Gap.Kind.CHANGED, object.name(), "modified %s".formatted(object.lastModified()));
        } else {
            tally.gap(Gap.Kind.MISSING, object.name(), "modified %s".formatted(object.lastModified()));
        }
    }

    /** Counts a name, and leaves its other versions behind. */
    private void vanished(Entry entry) {
        boolean cameSince = false;
        for (Entry version = entry; version != null && version.name().equals(entry.name()); version = entryAhead()) {
            cameSince |= this.cameSince.test(version);
            entryAhead = null;
        }
        if (!cameSince) {
            tally.gap(Gap.Kind.VANISHED, entry.name(), "modified %s".formatted(entry.lastModified()));
        }
    }

    private @Nullable Entry entryAhead() {
        if (entryAhead == null && ledger.hasNext()) {
            entryAhead = ledger.next();
        }
        return entryAhead;
    }

    /** Why the last load could not read this version; null where it says nothing of it. */
    private @Nullable String failure(ListedObject object) {
        while (failedAhead != null || failed.hasNext()) {
            if (failedAhead == null) {
                failedAhead = failed.next();
            }
            int order = order(failedAhead.name(), object.name());
            if (order > 0) {
                return null;
            }
            FailedEntry entry = failedAhead;
            failedAhead = null;
            if (order == 0 && entry.etag().equals(object.etag())) {
                return entry.cause();
            }
        }
        return null;
    }

    private static int order(String left, String right) {
        return NameOrder.UTF_8_BYTES.compare(left, right);
    }
}
