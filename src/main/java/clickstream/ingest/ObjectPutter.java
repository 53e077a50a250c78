package clickstream.ingest;

import clickstream.s3.PutResult;
import clickstream.s3.PutResult.Failed;
import clickstream.s3.PutResult.Stored;
import clickstream.s3.SignedPut;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals objects and puts them, a few at once, each until it is stored, refused or given up. Thread-safe. */
final class ObjectPutter {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectPutter.class);

    private static final int IN_FLIGHT = 4;
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final SignedPut store;
    private final Deadlines deadlines;
    private final MemoryBudget budget;
    private final IngestMetrics metrics;
    private final Semaphore turns = new Semaphore(IN_FLIGHT, true);

    ObjectPutter(SignedPut store, Deadlines deadlines, MemoryBudget budget, IngestMetrics metrics) {
        this.store = store;
        this.deadlines = deadlines;
        this.budget = budget;
        this.metrics = metrics;
    }

    /** Returns once that is decided; {@link OpenObject#stored} says how. */
    void put(OpenObject object) {
        metrics.waits(object);
        String key = "";
        try {
            key = put(object, System.nanoTime() + deadlines.object().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Failed to put an object of {} bytes", object.lineBytes(), e);
        } finally {
            metrics.waitsNoMore(object);
            object.stored().complete(key);
        }
    }

    private String put(OpenObject object, long giveUpNanos) throws InterruptedException {
        long held = object.lineBytes();
        try {
            SealedObject sealed = object.seal();
            budget.release(held - sealed.bytes().length);
            held = sealed.bytes().length;
            if (!turns.tryAcquire(giveUpNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} had no turn to be put within {}", sealed.key(), deadlines.object());
                return "";
            }
            try {
                return isStored(sealed, giveUpNanos) ? sealed.key() : "";
            } finally {
                turns.release();
            }
        } finally {
            budget.release(held);
        }
    }

    private boolean isStored(SealedObject object, long giveUpNanos) throws InterruptedException {
        SignedPut.Upload upload = store.upload(object.key(), object.bytes(), object.contentType());
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            long start = System.nanoTime();
            PutResult result = upload.attempt(within(giveUpNanos));
            metrics.put(result, Duration.ofNanos(System.nanoTime() - start), object.events());
            switch (result) {
                case Stored _ -> {
                    return true;
                }
                case Failed(String what, boolean isTransient) -> {
                    // Full jitter, so that several servers do not come back at once.
                    long millis = ThreadLocalRandom.current().nextLong(pause) + 1;
                    boolean again =
                            isTransient && System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) - giveUpNanos < 0;
                    LOG.warn("PUT {}: {}{}", object.key(), what, again ? "; trying again" : "; given up");
                    if (!again) {
                        return false;
                    }
                    TimeUnit.MILLISECONDS.sleep(millis);
                    pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
                }
            }
        }
    }

    private Duration within(long giveUpNanos) {
        Duration left = Duration.ofNanos(Math.max(1, giveUpNanos - System.nanoTime()));
        return left.compareTo(deadlines.attempt()) < 0 ? left : deadlines.attempt();
    }
}
