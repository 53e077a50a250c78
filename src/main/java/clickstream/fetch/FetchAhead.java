package clickstream.fetch;

import clickstream.event.GetObserver;
import clickstream.event.ListedObject;
import clickstream.event.SkipReason;
import clickstream.fetch.Fetched.Failed;
import clickstream.fetch.Fetched.FailureKind;
import clickstream.fetch.Fetched.NotAnEvent;
import clickstream.fetch.Fetched.TooLarge;
import clickstream.list.SkipRules;
import clickstream.s3.RawBucket;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Reads objects ahead of the one who takes them, many at once, and hands them over in the order of the listing. A thread of its own
 * walks the listing, so that neither listing nor reading waits for a database. What is read ahead is bounded in objects and, through
 * {@link FetchLimits}, in requests and bytes. To be used by one thread.
 */
public final class FetchAhead implements AutoCloseable {

    /** Objects read or under way and not yet taken: as many as two chunks have. */
    private static final int WINDOW = 2_000;

    private final ObjectReader reader;
    private final FetchLimits limits;
    private final int maxObjectSize;
    private final BlockingQueue<Pending> window = new ArrayBlockingQueue<>(WINDOW);
    private final GetObserver observer;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(threadsOfThisContext());
    private int roomOfTaken;
    private @Nullable Pending waitedFor;
    private volatile boolean closed;

    /** Starts to read, and nobody wants to know how. */
    public FetchAhead(RawBucket bucket, FetchLimits limits, int maxObjectSize, Iterator<ListedObject> objects) {
        this(bucket, limits, maxObjectSize, objects, GetObserver.NONE);
    }

    /**
     * Starts to read.
     *
     * @param objects asked on a thread of its own; what it throws reaches the one who takes
     * @param maxObjectSize in bytes; nothing larger is downloaded
     * @param observer is told of requests
     */
    public FetchAhead(
            RawBucket bucket,
            FetchLimits limits,
            int maxObjectSize,
            Iterator<ListedObject> objects,
            GetObserver observer) {
        this.reader = new ObjectReader(bucket, maxObjectSize, limits::slowDown, observer);
        this.limits = limits;
        this.maxObjectSize = maxObjectSize;
        this.observer = observer;
        threads.execute(() -> feed(objects));
    }

    /**
     * The next object, waiting for it; null behind the last one. The room that the object before it took is given back.
     *
     * @throws RuntimeException what the listing threw, however often it is asked
     * @throws InterruptedException while waiting; the object that was waited for is still the next one
     */
    public @Nullable Fetched next() throws InterruptedException {
        limits.releaseRoom(roomOfTaken);
        roomOfTaken = 0;
        if (waitedFor == null) {
            waitedFor = window.take();
        }
        try {
            Fetched fetched = waitedFor.result().get();
            if (fetched != null) {
                roomOfTaken = waitedFor.room();
                waitedFor = null;
            }
            return fetched;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("reading ahead ended", e.getCause());
        }
    }

    /** Virtual threads whose log lines bear what those of the one who starts them bear. */
    private static ThreadFactory threadsOfThisContext() {
        Map<String, String> context = MDC.getCopyOfContextMap();
        return context == null
                ? Thread.ofVirtual().factory()
                : task -> Thread.ofVirtual().unstarted(() -> {
                    MDC.setContextMap(context);
                    task.run();
                });
    }

    private void feed(Iterator<ListedObject> objects) {
        try {
            while (objects.hasNext()) {
                ListedObject object = objects.next();
                if (closed) {
                    // An interrupt may be lost on its way through the listing.
                    return;
                }
                SkipReason skipped = SkipRules.skipReason(object.name());
                if (object.name().indexOf('\0') >= 0) {
                    // The ledger could not say that it is finished: rather incomplete for ever than read for ever.
                    window.put(Pending.done(new Failed(
                            object, FailureKind.OTHER, "its key holds U+0000, which PostgreSQL cannot store")));
                } else if (skipped != null) {
                    window.put(Pending.done(new NotAnEvent(object, skipped)));
                } else if (object.size() > maxObjectSize) {
                    window.put(Pending.done(new TooLarge(object)));
                } else {
                    request(object);
                }
            }
            window.put(Pending.END);
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void request(ListedObject object) throws InterruptedException {
        int room = limits.acquireRoom(object.size());
        boolean handedOver = false;
        try {
            window.put(new Pending(room, read(object)));
            handedOver = true;
        } finally {
            if (!handedOver) {
                limits.releaseRoom(room);
            }
        }
    }

    private Future<@Nullable Fetched> read(ListedObject object) throws InterruptedException {
        limits.acquireRequest();
        boolean started = false;
        try {
            Future<@Nullable Fetched> result = threads.submit(() -> {
                long begun = System.nanoTime();
                try {
                    return reader.read(object);
                } finally {
                    limits.releaseRequest();
                    observer.answered(System.nanoTime() - begun);
                }
            });
            started = true;
            return result;
        } finally {
            // Closed in the meantime, or no memory for a thread.
            if (!started) {
                limits.releaseRequest();
            }
        }
    }

    /** Whatever ended the listing, an interrupt included, is told to the taker, unless it is the taker who ended it. */
    private void fail(Throwable cause) {
        if (closed) {
            return;
        }
        try {
            window.put(new Pending(0, CompletableFuture.failedFuture(cause)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what is under way; what was not taken is dropped. */
    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        threads.close();
        limits.releaseRoom(roomOfTaken);
        roomOfTaken = 0;
        if (waitedFor != null) {
            limits.releaseRoom(waitedFor.room());
            waitedFor = null;
        }
        for (Pending pending = window.poll(); pending != null; pending = window.poll()) {
            limits.releaseRoom(pending.room());
        }
    }

    /**
     * An object that was asked for.
     *
     * @param room what it takes of the limit on bytes
     * @param result null behind the last object
     */
    private record Pending(int room, Future<@Nullable Fetched> result) {

        static final Pending END = new Pending(0, CompletableFuture.completedFuture(null));

        static Pending done(Fetched fetched) {
            return new Pending(0, CompletableFuture.completedFuture(fetched));
        }
    }
}
