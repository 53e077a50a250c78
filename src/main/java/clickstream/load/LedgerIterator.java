package clickstream.load;

import clickstream.event.Hour;
import clickstream.event.NameRange;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks the ledger page by page, by key and not by offset, so that rows added meanwhile shift nothing. Not thread-safe. */
final class LedgerIterator implements Iterator<FinishedObject> {

    private final Ledger ledger;
    private final Hour hour;
    private final NameRange range;
    private final long since;
    private @Nullable List<FinishedObject> page;
    private int position;

    LedgerIterator(Ledger ledger, Hour hour, NameRange range, long since) {
        this.ledger = ledger;
        this.hour = hour;
        this.range = range;
        this.since = since;
    }

    @Override
    public boolean hasNext() {
        if (page == null) {
            page = ledger.firstPage(hour, range, since);
        } else if (position == Ledger.PAGE_SIZE) {
            page = ledger.pageAfter(hour, range, since, page.getLast());
            position = 0;
        }
        return position < page.size();
    }

    @Override
    public FinishedObject next() {
        if (!hasNext() || page == null) {
            throw new NoSuchElementException();
        }
        return page.get(position++);
    }
}
