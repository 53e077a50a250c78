package clickstream.ingest;

import clickstream.event.Hour;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Puts the events of many requests into one object. It is closed after a while, at a size or a number of events, or at the end of its
 * hour; whoever reads the clock just before an hour's end and comes just after it gets an object of the hour that it read. Thread-safe.
 */
final class GroupCommit implements Commit {

    /** Bytes of lines; the event that reaches it is the object's last. */
    private static final int FULL_BYTES = 1 << 20;

    private static final int FULL_EVENTS = 1_000;

    private final ObjectPutter putter;
    private final InstantSource clock;
    private final Deadlines deadlines;
    private final ExecutorService puts = Executors.newVirtualThreadPerTaskExecutor();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();

    /** Mostly one, two around the end of an hour. */
    private final Map<Hour, Collecting> objects = new HashMap<>();

    private boolean stopped;

    /**
     * An object that events are added to.
     *
     * @param answer what its requests wait for, which fails when they have waited long enough: one timer for all of them
     * @param closesAtNanos by {@code System.nanoTime}
     */
    private record Collecting(OpenObject object, CompletableFuture<String> answer, long closesAtNanos) {}

    GroupCommit(ObjectPutter putter, InstantSource clock, Deadlines deadlines) {
        this.putter = putter;
        this.clock = clock;
        this.deadlines = deadlines;
        Thread.ofVirtual().name("ingest-closer").start(this::closeInTime);
    }

    @Override
    public @Nullable List<CompletableFuture<String>> add(Hour hour, List<byte[]> lines) {
        Set<Collecting> holders = new LinkedHashSet<>(1);
        lock.lock();
        try {
            if (stopped) {
                return null;
            }
            for (byte[] line : lines) {
                Collecting collecting = objects.computeIfAbsent(hour, this::open);
                holders.add(collecting);
                OpenObject object = collecting.object();
                object.add(line);
                if (object.events() >= FULL_EVENTS || object.lineBytes() >= FULL_BYTES) {
                    objects.remove(hour);
                    put(object);
                }
            }
        } finally {
            lock.unlock();
        }
        return holders.stream().map(Collecting::answer).toList();
    }

    @Override
    public void stop(Duration most) {
        lock.lock();
        try {
            stopped = true;
            objects.values().forEach(each -> put(each.object()));
            objects.clear();
            opened.signal();
        } finally {
            lock.unlock();
        }
        puts.shutdown();
        try {
            puts.awaitTermination(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Collecting open(Hour hour) {
        Instant now = clock.instant();
        long untilHourEnds = now.until(hour.plus(1).start(), ChronoUnit.NANOS);
        opened.signal();
        long closesIn = Math.min(deadlines.linger().toNanos(), Math.max(0, untilHourEnds));
        OpenObject object = new OpenObject(hour);
        return new Collecting(
                object,
                object.stored().copy().orTimeout(deadlines.answer().toNanos(), TimeUnit.NANOSECONDS),
                System.nanoTime() + closesIn);
    }

    private void put(OpenObject object) {
        puts.execute(() -> putter.put(object));
    }

    private void closeInTime() {
        lock.lock();
        try {
            while (!stopped) {
                closeWhatIsDue();
                long next = objects.values().stream()
                        .mapToLong(each -> each.closesAtNanos() - System.nanoTime())
                        .min()
                        .orElse(Long.MAX_VALUE);
                if (next > 0) {
                    opened.awaitNanos(next);
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it.
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void closeWhatIsDue() {
        for (Iterator<Collecting> each = objects.values().iterator(); each.hasNext(); ) {
            Collecting collecting = each.next();
            if (collecting.closesAtNanos() - System.nanoTime() <= 0) {
                each.remove();
                put(collecting.object());
            }
        }
    }
}
