package clickstream.list;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.NameRange;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks the pages of one range, one page in memory at a time. Not thread-safe. */
final class RangeIterator implements Iterator<ListedObject> {

    private final ObjectListing listing;
    private final Hour hour;
    private final NameRange range;
    private @Nullable ListingPage page;
    private int position;
    private @Nullable String last;
    private @Nullable ListedObject next;
    private boolean ended;

    RangeIterator(ObjectListing listing, Hour hour, NameRange range) {
        this.listing = listing;
        this.hour = hour;
        this.range = range;
        this.last = range.after();
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            next = advance();
            ended = next == null;
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

    private @Nullable ListedObject advance() {
        if (page == null) {
            page = listing.page(hour, last, null);
        }
        while (position == page.objects().size()) {
            if (page.last()) {
                return null;
            }
            page = listing.page(hour, last, page.continuation());
            position = 0;
        }
        ListedObject object = page.objects().get(position++);
        last = object.name();
        return range.endsBefore(object.name()) ? null : object;
    }
}
