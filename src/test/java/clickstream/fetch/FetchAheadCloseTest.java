package clickstream.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import clickstream.event.GetObserver;
import clickstream.event.ListedObject;
import clickstream.s3.RawBucket;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingBucket;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whenever it is closed, everything that the process shares is given back. */
// A close that hangs cannot be interrupted.
@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class FetchAheadCloseTest {

    private static final int KIB = 1_024;
    private static final int REQUESTS = 4;

    private final FetchLimits limits = new FetchLimits(REQUESTS, 8 * KIB);

    /** All of it, and no more: what was given back twice would let too much be under way. */
    @AfterEach
    void everythingIsGivenBack() {
        assertThat(limits.availableRequests()).isEqualTo(REQUESTS);
        assertThat(limits.availableRoom()).isEqualTo(8);
    }

    @Test
    void inTheMiddle() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(100, KIB);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket())) {
            try (FetchAhead<ListedObject> ahead = open(bucket, objects.listed().iterator())) {
                for (int i = 0; i < 50; i++) {
                    ahead.next();
                }
            }
            try (FetchAhead<ListedObject> ahead = open(bucket, objects.listed().iterator())) {
                assertThat(TestingObjects.takeAll(ahead)).hasSize(100);
            }
        }
    }

    @Test
    @SuppressWarnings("try") // that is the point
    void twice() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(10, KIB);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = open(bucket, objects.listed().iterator())) {
            ahead.next();
            ahead.close();
        }
    }

    @Test
    void whileTheFeederWaitsForRoom() {
        TestingObjects objects = TestingObjects.equal(10, 3 * KIB);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = open(bucket, objects.listed().iterator())) {
            FetchAheadTest.await(() -> s3.counts().gets() == 2);
            assertThat(ahead).isNotNull();
        }
    }

    @Test
    void whileRequestsHangAndTheFeederWaitsForAnother() {
        TestingObjects objects = TestingObjects.equal(10, 1).closeGate();
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket())) {
            try (FetchAhead<ListedObject> ahead = open(bucket, objects.listed().iterator())) {
                FetchAheadTest.await(() -> objects.inFlight() == REQUESTS);
                assertThat(ahead).isNotNull();
            }
        }
    }

    @Test
    void whileTheTakerHoldsAnObjectThatItWasInterruptedWaitingFor() {
        TestingObjects objects = TestingObjects.equal(10, KIB).closeGate();
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = open(bucket, objects.listed().iterator())) {
            FetchAheadTest.await(() -> objects.inFlight() == REQUESTS);
            Thread.currentThread().interrupt();
            try {
                ahead.next();
            } catch (InterruptedException expected) {
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
        }
    }

    @Test
    void whileTheWindowIsFull() {
        AtomicReference<@Nullable Thread> feeder = new AtomicReference<>();
        Iterator<ListedObject> markers = Collections.nCopies(
                        100_000, new ListedObject(TestingObjects.HOUR, "_marker", "e", 0, TestingObjects.HOUR.start()))
                .stream()
                .peek(object -> feeder.set(Thread.currentThread()))
                .iterator();
        try (SyntheticS3 s3 = SyntheticS3.start(TestingObjects.of());
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket())) {
            try (FetchAhead<ListedObject> ahead =
                    new FetchAhead<>(bucket, limits, 1 << 20, markers, object -> null, GetObserver.NONE)) {
                FetchAheadTest.await(() -> state(feeder) == Thread.State.WAITING);
                assertThat(ahead).isNotNull();
            }
            assertEnds(feeder);
        }
    }

    /** As a connection pool may, which throws something else in the place of the interrupt. */
    @Test
    void whileTheListingSwallowsTheInterrupt() {
        AtomicReference<@Nullable Thread> feeder = new AtomicReference<>();
        TestingObjects objects = TestingObjects.equal(1, 1);
        Iterator<ListedObject> deaf = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public ListedObject next() {
                if (feeder.getAndSet(Thread.currentThread()) == null) {
                    while (!Thread.interrupted()) {
                        LockSupport.park();
                    }
                }
                return objects.listed(0);
            }
        };
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket())) {
            try (FetchAhead<ListedObject> ahead = open(bucket, deaf)) {
                FetchAheadTest.await(() -> state(feeder) == Thread.State.WAITING);
                assertThat(ahead).isNotNull();
            }
            assertEnds(feeder);
        }
    }

    @Test
    void atAnyMoment() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(40, KIB);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket())) {
            for (int i = 0; i < 80; i++) {
                try (FetchAhead<ListedObject> ahead =
                        open(bucket, objects.listed().iterator())) {
                    for (int taken = 0; taken < i % 5; taken++) {
                        ahead.next();
                    }
                    LockSupport.parkNanos(10_000L * (i % 50));
                }
            }
            try (FetchAhead<ListedObject> ahead = open(bucket, objects.listed().iterator())) {
                assertThat(TestingObjects.takeAll(ahead)).hasSize(40);
            }
        }
    }

    /** The executor is done with a thread a moment before the thread is. */
    private static void assertEnds(AtomicReference<@Nullable Thread> thread) {
        assertThat(thread.get())
                .isNotNull()
                .satisfies(
                        known -> assertThat(known.join(Duration.ofSeconds(5))).isTrue());
    }

    private static Thread.@Nullable State state(AtomicReference<@Nullable Thread> thread) {
        Thread known = thread.get();
        return known == null ? null : known.getState();
    }

    private FetchAhead<ListedObject> open(RawBucket bucket, Iterator<ListedObject> objects) {
        return TestingObjects.ahead(bucket, limits, 1 << 20, objects);
    }
}
