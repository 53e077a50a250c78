package clickstream.testing;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;

/** How often an S3 server was asked, since it was started or since {@link #reset}. Thread-safe. */
public final class RequestCounts {

    private final LongAdder gets = new LongAdder();
    private final LongAdder lists = new LongAdder();
    private final Set<String> keysRead = new ConcurrentSkipListSet<>();
    private final boolean rememberKeys;
    private volatile Runnable getListener = () -> {};

    RequestCounts(boolean rememberKeys) {
        this.rememberKeys = rememberKeys;
    }

    /** GETs of objects, those that met no object included. */
    public long gets() {
        return gets.sum();
    }

    /** LIST requests, one a page. */
    public long lists() {
        return lists.sum();
    }

    /** The keys that were asked for by GET; of {@link TestingS3} only. */
    public Set<String> keysRead() {
        return new TreeSet<>(keysRead);
    }

    public void reset() {
        gets.reset();
        lists.reset();
        keysRead.clear();
    }

    /** Calls {@code listener} before each GET is answered, until what is returned is closed. */
    public AutoCloseable onGet(Runnable listener) {
        getListener = listener;
        return () -> getListener = () -> {};
    }

    void countGet(String key) {
        getListener.run();
        gets.increment();
        if (rememberKeys) {
            keysRead.add(key);
        }
    }

    void countList() {
        lists.increment();
    }
}
