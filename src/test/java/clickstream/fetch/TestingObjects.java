package clickstream.fetch;

import clickstream.event.GetObserver;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.s3.RawBucket;
import clickstream.testing.SyntheticS3;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Objects with random bytes of a size of their own, whose server sees how many are asked for at once and can let them wait. */
final class TestingObjects implements SyntheticS3.Contents {

    static final Hour HOUR = Hour.parse("2026-11-20T13");

    private final int[] sizes;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final Semaphore gate = new Semaphore(0);
    private volatile boolean gateClosed;
    private final int longestDelayMillis;

    private TestingObjects(int[] sizes, int longestDelayMillis) {
        this.sizes = sizes;
        this.longestDelayMillis = longestDelayMillis;
    }

    static TestingObjects of(int... byteSizes) {
        return new TestingObjects(byteSizes, 0);
    }

    static TestingObjects equal(int count, int byteSize) {
        return of(IntStream.generate(() -> byteSize).limit(count).toArray());
    }

    /** Each answer takes a random time, so that they come out of order. */
    TestingObjects delayed(int longestMillis) {
        return new TestingObjects(sizes, longestMillis);
    }

    /** From now on nothing is answered but what {@link #letPass} lets pass. */
    TestingObjects closeGate() {
        gateClosed = true;
        return this;
    }

    void letPass(int objects) {
        gate.release(objects);
    }

    int inFlight() {
        return inFlight.get();
    }

    int mostInFlight() {
        return mostInFlight.get();
    }

    List<ListedObject> listed() {
        return IntStream.range(0, sizes.length).mapToObj(this::listed).toList();
    }

    ListedObject listed(int index) {
        return new ListedObject(HOUR, name(index), "%032x".formatted(index), sizes[index], lastModified(index));
    }

    @Override
    public int size() {
        return sizes.length;
    }

    @Override
    public String key(int index) {
        return HOUR.prefix() + name(index);
    }

    @Override
    public byte[] bytes(int index) {
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try {
            if (longestDelayMillis > 0) {
                Thread.sleep(new Random(index).nextInt(longestDelayMillis + 1));
            }
            if (gateClosed) {
                gate.acquire();
            }
            return expected(index);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new byte[0];
        } finally {
            inFlight.decrementAndGet();
        }
    }

    byte[] expected(int index) {
        byte[] bytes = new byte[sizes[index]];
        new Random(index).nextBytes(bytes);
        return bytes;
    }

    @Override
    public long byteSize(int index) {
        return sizes[index];
    }

    private static String name(int index) {
        return "event-%08d.json".formatted(index);
    }

    /** Starts to read what is listed, and nobody wants to know how. */
    static FetchAhead<ListedObject> ahead(
            RawBucket bucket, FetchLimits limits, int maxObjectSize, Iterator<ListedObject> listed) {
        return new FetchAhead<>(bucket, limits, maxObjectSize, listed, Function.identity(), GetObserver.NONE);
    }

    /** What is left to take; all of it was to be fetched. */
    static List<Fetched> takeAll(FetchAhead<ListedObject> ahead) throws InterruptedException {
        List<Fetched> all = new ArrayList<>();
        for (FetchAhead.@Nullable Taken<ListedObject> next = ahead.next(); next != null; next = ahead.next()) {
            all.add(Objects.requireNonNull(next.fetched()));
        }
        return all;
    }

    /** Objects that {@code iterator} gives, then {@code failure}. */
    static Iterator<ListedObject> thenThrowing(Iterator<ListedObject> iterator, Throwable failure) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public ListedObject next() {
                if (iterator.hasNext()) {
                    return iterator.next();
                }
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }
        };
    }
}
