package clickstream.database;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Walks the rows of a table page by page, by key, so that rows that come and go meanwhile shift nothing. Holds a page. Not thread-safe.
 *
 * @param <T> what a row is
 */
public final class Pages<T> implements Iterator<T> {

    private final Function<@Nullable T, List<T>> pageAfter;
    private Iterator<T> page = List.<T>of().iterator();
    private @Nullable T last;
    private boolean ended;

    /**
     * Walks pages; each is asked for when it is needed.
     *
     * @param pageAfter the page behind a row, the first one behind null; an empty one is the end
     */
    public Pages(Function<@Nullable T, List<T>> pageAfter) {
        this.pageAfter = pageAfter;
    }

    @Override
    public boolean hasNext() {
        if (!page.hasNext() && !ended) {
            page = pageAfter.apply(last).iterator();
            ended = !page.hasNext();
        }
        return page.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        T row = page.next();
        last = row;
        return row;
    }
}
