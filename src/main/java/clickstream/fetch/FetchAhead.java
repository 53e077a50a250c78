package clickstream.fetch;

import clickstream.event.GetObserver;
import clickstream.event.ListedObject;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Reads objects ahead of the one who takes them, many at once, and hands them over in the order of the listing. A thread of its own
 * walks the listing, so that neither listing nor reading waits for a database. What is read ahead is bounded in objects and, through
 * {@link FetchLimits}, in requests and bytes. To be used by one thread.
 *
 * @param <T> what somebody walks who needs objects: comes back with what was fetched for it
 */
public final class FetchAhead<T> implements AutoCloseable {

    /** Objects read or under way and not yet taken: as many as two chunks have. */
    private static final int WINDOW = 2_000;

    private final ObjectReader reader;
    private final FetchLimits limits;
    private final Function<T, @Nullable ListedObject> toFetch;
    private final BlockingQueue<Pending<T>> window = new ArrayBlockingQueue<>(WINDOW);
    private final GetObserver observer;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(threadsOfThisContext());
    private int roomOfTaken;
    private @Nullable Pending<T> waitedFor;
    private volatile boolean closed;

    /**
     * Starts to read.
     *
     * @param asked walked on a thread of its own; what it throws reaches the one who takes
     * @param toFetch the object that is to be fetched; null where what was asked passes through as it is
     * @param maxObjectSize in bytes; nothing larger is downloaded
     * @param observer is told of requests
     */
    public FetchAhead(
            RawBucket bucket,
            FetchLimits limits,
            int maxObjectSize,
            Iterator<T> asked,
            Function<T, @Nullable ListedObject> toFetch,
            GetObserver observer) {
        this.reader = new ObjectReader(bucket, maxObjectSize, limits::slowDown, observer);
        this.limits = limits;
        this.toFetch = toFetch;
        this.observer = observer;
        threads.execute(() -> feed(asked));
    }

    /**
     * What was asked, with what came of it.
     *
     * @param fetched null where nothing was to be fetched
     */
    public record Taken<T>(T asked, @Nullable Fetched fetched) {}

    /**
     * What comes next, waiting for it; null behind the last one. The room that the object before it took is given back.
     *
     * @throws RuntimeException what the listing threw, however often it is asked
     * @throws InterruptedException while waiting; the object that was waited for is still the next one
     */
    public @Nullable Taken<T> next() throws InterruptedException {
        limits.releaseRoom(roomOfTaken);
        roomOfTaken = 0;
        if (waitedFor == null) {
            waitedFor = window.take();
        }
        try {
            Taken<T> taken = waitedFor.result().get();
            if (taken != null) {
                roomOfTaken = waitedFor.room();
                waitedFor = null;
            }
            return taken;
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

    private void feed(Iterator<T> all) {
        try {
            while (all.hasNext()) {
                T asked = all.next();
                if (closed) {
                    // An interrupt may be lost on its way through the listing.
                    return;
                }
                ListedObject object = toFetch.apply(asked);
                if (object == null) {
                    window.put(new Pending<>(0, CompletableFuture.completedFuture(new Taken<>(asked, null))));
                } else {
                    request(asked, object);
                }
            }
            window.put(new Pending<>(0, CompletableFuture.completedFuture(null)));
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void request(T asked, ListedObject object) throws InterruptedException {
        int room = limits.acquireRoom(object.size());
        boolean handedOver = false;
        try {
            window.put(new Pending<>(room, read(asked, object)));
            handedOver = true;
        } finally {
            if (!handedOver) {
                limits.releaseRoom(room);
            }
        }
    }

    private Future<@Nullable Taken<T>> read(T asked, ListedObject object) throws InterruptedException {
        limits.acquireRequest();
        boolean started = false;
        try {
            Future<@Nullable Taken<T>> result = threads.submit(() -> {
                long begun = System.nanoTime();
                try {
                    return new Taken<>(asked, reader.read(object));
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
            window.put(new Pending<>(0, CompletableFuture.failedFuture(cause)));
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
        for (Pending<T> pending = window.poll(); pending != null; pending = window.poll()) {
            limits.releaseRoom(pending.room());
        }
    }

    /**
     * What is in the window.
     *
     * @param room what it takes of the limit on bytes
     * @param result null behind the last one
     */
    private record Pending<T>(int room, Future<@Nullable Taken<T>> result) {}
}
