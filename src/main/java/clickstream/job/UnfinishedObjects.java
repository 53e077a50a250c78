package clickstream.job;

import clickstream.event.ListedObject;
import clickstream.event.NameOrder;
import clickstream.load.FinishedObject;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The objects that are listed in S3 and not finished in the ledger, in name order.
 *
 * <p>Both sides are sorted by the UTF-8 bytes of the name, so this is a merge that holds a page of each, however many objects the hour
 * has. Not thread-safe; its counts may be read by another thread.
 */
final class UnfinishedObjects implements Iterator<ListedObject> {

    private final Iterator<ListedObject> listed;
    private final Iterator<FinishedObject> finished;
    private @Nullable FinishedObject ahead;
    private @Nullable ListedObject next;
    private final AtomicLong listedCount = new AtomicLong();
    private final AtomicLong finishedCount = new AtomicLong();

    UnfinishedObjects(Iterator<ListedObject> listed, Iterator<FinishedObject> finished) {
        this.listed = listed;
        this.finished = finished;
    }

    /** Object versions seen so far in the listing. */
    long listedCount() {
        return listedCount.get();
    }

    /** Those of them that are finished. */
    long finishedCount() {
        return finishedCount.get();
    }

    @Override
    public boolean hasNext() {
        while (next == null && listed.hasNext()) {
            ListedObject object = listed.next();
            listedCount.incrementAndGet();
            if (finished(object)) {
                finishedCount.incrementAndGet();
            } else {
                next = object;
            }
        }
        return next != null;
    }

    @Override
    public ListedObject next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        ListedObject object = next;
        next = null;
        return object;
    }

    /** A name has as many rows in the ledger as versions of it were loaded. */
    private boolean finished(ListedObject object) {
        boolean found = false;
        while (true) {
            if (ahead == null) {
                if (!finished.hasNext()) {
                    break;
                }
                ahead = finished.next();
            }
            int order = NameOrder.UTF_8_BYTES.compare(ahead.name(), object.name());
            if (order > 0) {
                break;
            }
            found |= order == 0 && ahead.etag().equals(object.etag());
            ahead = null;
        }
        return found;
    }
}
