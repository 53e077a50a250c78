package clickstream.job;

import clickstream.event.Hour;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does the same for many hours, several of them at once, begun in their order. */
final class ParallelHours {

    private ParallelHours() {}

    /** What is done to an hour; called by several threads. */
    interface Work {
        void on(Hour hour) throws InterruptedException;
    }

    /**
     * Returns when all of it is done. Where something is thrown, what is under way goes on to its end and nothing else is begun.
     *
     * @throws RuntimeException the first that was thrown
     */
    static void each(List<Hour> hours, int atOnce, Work work) throws InterruptedException {
        AtomicBoolean failed = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                atOnce, Thread.ofPlatform().name("hour-", 1).factory())) {
            List<Future<?>> underWay = new ArrayList<>(hours.size());
            for (Hour hour : hours) {
                underWay.add(threads.submit(() -> {
                    if (!failed.get()) {
                        try {
                            work.on(hour);
                        } catch (Throwable e) {
                            failed.set(true);
                            throw e;
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> future : underWay) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
