package clickstream.job;

import clickstream.watch.LogEvents;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many objects were dealt with; says so every ten seconds. Thread-safe. */
final class Progress {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    private static final long INTERVAL = Duration.ofSeconds(10).toNanos();

    private final AtomicLong objects = new AtomicLong();
    private final AtomicLong said = new AtomicLong(System.nanoTime());

    /** Objects that were taken from the listing and dealt with, whatever became of them. */
    long objects() {
        return objects.get();
    }

    /** Counts objects that were taken from the listing and dealt with. */
    void add(int count) {
        long all = objects.addAndGet(count);
        long last = said.get();
        long now = System.nanoTime();
        if (now - last >= INTERVAL && said.compareAndSet(last, now)) {
            LOG.info(LogEvents.HOUR_PROGRESS, "Objects so far: {}", all);
        }
    }
}
