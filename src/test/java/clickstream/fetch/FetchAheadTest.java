package clickstream.fetch;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import clickstream.event.GetObserver;
import clickstream.event.ListedObject;
import clickstream.fetch.FetchAhead.Taken;
import clickstream.fetch.Fetched.Body;
import clickstream.s3.RawBucket;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingBucket;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(value = 30, threadMode = SEPARATE_THREAD)
class FetchAheadTest {

    private static final int KIB = 1_024;
    private static final int MAX_OBJECT_SIZE = 1 << 20;

    @Test
    void handsOverEveryBodyExactlyAndInTheOrderOfTheListing() throws InterruptedException {
        Random random = new Random(1);
        TestingObjects objects = TestingObjects.of(
                        IntStream.range(0, 400).map(i -> random.nextInt(3_000)).toArray())
                .delayed(20);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = open(bucket, new FetchLimits(32, MAX_OBJECT_SIZE), objects)) {
            List<Fetched> all = TestingObjects.takeAll(ahead);
            assertThat(all).extracting(Fetched::object).containsExactlyElementsOf(objects.listed());
            for (int i = 0; i < all.size(); i++) {
                assertThat(((Body) all.get(i)).bytes()).isEqualTo(objects.expected(i));
            }
            assertThat(s3.counts().gets()).isEqualTo(400);
        }
    }

    @Test
    void hasAsManyRequestsUnderWayAsTheLimitAllowsAndNoneMore() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(300, 10).delayed(30);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = open(bucket, new FetchLimits(16, MAX_OBJECT_SIZE), objects)) {
            assertThat(TestingObjects.takeAll(ahead)).hasSize(300);
            assertThat(objects.mostInFlight()).isBetween(10, 16);
        }
    }

    @Test
    void sharesTheLimitWithOthersOfTheProcess() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(100, 10).delayed(30);
        FetchLimits limits = new FetchLimits(8, MAX_OBJECT_SIZE);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> one = open(bucket, limits, objects);
                FetchAhead<ListedObject> other = open(bucket, limits, objects)) {
            assertThat(TestingObjects.takeAll(one)).hasSize(100);
            assertThat(TestingObjects.takeAll(other)).hasSize(100);
            assertThat(objects.mostInFlight()).isBetween(5, 8);
        }
    }

    @Test
    void holdsNoMoreBytesThanTheBudget() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(20, 100 * KIB);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = open(bucket, new FetchLimits(16, 450 * KIB), objects)) {
            assertGets(s3, 4);
            // What was taken is still held, for it is being parsed, until the next one is asked for.
            ahead.next();
            assertGets(s3, 4);
            for (int taken = 2; taken <= 16; taken++) {
                ahead.next();
                assertGets(s3, taken + 3);
            }
        }
    }

    @Test
    void anObjectLargerThanTheBudgetStillPasses() throws InterruptedException {
        TestingObjects objects = TestingObjects.of(1, 10 * KIB, 1, 20 * KIB, 30 * KIB, 1);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = open(bucket, new FetchLimits(4, 2 * KIB), objects)) {
            assertThat(TestingObjects.takeAll(ahead))
                    .extracting(Fetched::object)
                    .containsExactlyElementsOf(objects.listed());
        }
    }

    /** The listing is walked, and objects are read, on threads of their own. */
    @Test
    void whatTheyLogBearsTheContextOfTheOneWhoStartsThem() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(3, KIB);
        Queue<String> hours = new ConcurrentLinkedQueue<>();
        Iterator<ListedObject> listed = objects.listed().stream()
                .peek(object -> hours.add(String.valueOf(MDC.get("hour"))))
                .iterator();
        GetObserver observer = new GetObserver() {
            @Override
            public void answered(long nanos) {
                hours.add(MDC.get("hour") + (nanos > 0 ? ", answered" : ""));
            }

            @Override
            public void throttled() {}
        };
        MDC.put("hour", "13");
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = new FetchAhead<>(
                        bucket, new FetchLimits(4, 2 * KIB), MAX_OBJECT_SIZE, listed, Function.identity(), observer)) {
            TestingObjects.takeAll(ahead);
        } finally {
            MDC.remove("hour");
        }
        assertThat(hours).containsExactlyInAnyOrder("13", "13", "13", "13, answered", "13, answered", "13, answered");
    }

    @Test
    void objectsOfNoBytesPass() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(5, 0);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = open(bucket, new FetchLimits(4, KIB), objects)) {
            assertThat(TestingObjects.takeAll(ahead))
                    .hasSize(5)
                    .allSatisfy(fetched -> assertThat(((Body) fetched).bytes()).isEmpty());
        }
    }

    @Test
    void whatIsNotToBeFetchedPassesInItsPlaceIsNotAskedForAndTakesNoRoom() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(2, KIB);
        ListedObject huge = named("event-0-huge", 5L << 30);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = new FetchAhead<>(
                        bucket,
                        new FetchLimits(4, 2 * KIB),
                        MAX_OBJECT_SIZE,
                        List.of(objects.listed(0), huge, objects.listed(1)).iterator(),
                        object -> object.equals(huge) ? null : object,
                        GetObserver.NONE)) {
            // Nothing was taken yet: what is behind the large one is read all the same.
            await(() -> s3.counts().gets() == 2);
            assertThat(ahead.next()).isNotNull().satisfies(first -> {
                assertThat(first.asked()).isEqualTo(objects.listed(0));
                assertThat(first.fetched()).isInstanceOf(Body.class);
            });
            assertThat(ahead.next()).isEqualTo(new Taken<>(huge, null));
            assertThat(TestingObjects.takeAll(ahead))
                    .extracting(Fetched::object)
                    .containsExactly(objects.listed(1));
            assertThat(s3.counts().gets()).isEqualTo(2);
        }
    }

    @Test
    void whatWasAskedComesBackWithWhatWasFetchedForIt() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(50, 10).delayed(20);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<Integer> ahead = new FetchAhead<>(
                        bucket,
                        new FetchLimits(8, MAX_OBJECT_SIZE),
                        MAX_OBJECT_SIZE,
                        IntStream.range(0, 50).iterator(),
                        objects::listed,
                        GetObserver.NONE)) {
            for (int index = 0; index < 50; index++) {
                Taken<Integer> taken = Objects.requireNonNull(ahead.next());
                assertThat(taken.asked()).isEqualTo(index);
                assertThat(Objects.requireNonNull(taken.fetched()).object()).isEqualTo(objects.listed(index));
            }
            assertThat(ahead.next()).isNull();
        }
    }

    @Test
    void readsNoFurtherAheadThanTheWindow() throws InterruptedException {
        List<ListedObject> listed = Collections.nCopies(100_000, named("_marker", 0));
        Iterator<ListedObject> names = listed.iterator();
        int[] pulled = new int[1];
        Iterator<ListedObject> counted = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return names.hasNext();
            }

            @Override
            public ListedObject next() {
                pulled[0]++;
                return names.next();
            }
        };
        try (SyntheticS3 s3 = SyntheticS3.start(TestingObjects.of());
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = new FetchAhead<>(
                        bucket, new FetchLimits(1, KIB), MAX_OBJECT_SIZE, counted, object -> null, GetObserver.NONE)) {
            Thread.sleep(100);
            assertThat(pulled[0]).isBetween(1, 2_001);
            int taken = 0;
            while (ahead.next() != null) {
                taken++;
            }
            assertThat(taken).isEqualTo(100_000);
        }
    }

    @Test
    void theEndRemainsTheEnd() throws InterruptedException {
        try (SyntheticS3 s3 = SyntheticS3.start(TestingObjects.of());
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = open(bucket, new FetchLimits(1, KIB), TestingObjects.of())) {
            assertThat(ahead.next()).isNull();
            assertThat(ahead.next()).isNull();
        }
    }

    @Test
    void aListingThatFailsReachesTheTakerBehindWhatCameBefore() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(3, KIB);
        RuntimeException failure = new IllegalStateException("the listing broke");
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = TestingObjects.ahead(
                        bucket,
                        new FetchLimits(4, 8 * KIB),
                        MAX_OBJECT_SIZE,
                        TestingObjects.thenThrowing(objects.listed().iterator(), failure))) {
            for (int i = 0; i < 3; i++) {
                assertThat(Objects.requireNonNull(ahead.next()).fetched()).isInstanceOf(Body.class);
            }
            assertThatThrownBy(ahead::next).isSameAs(failure);
            // Who asks again is not told that all was well, nor left waiting.
            assertThatThrownBy(ahead::next).isSameAs(failure);
        }
    }

    @Test
    void anErrorInTheListingReachesTheTaker() {
        Error failure = new OutOfMemoryError("staged");
        try (SyntheticS3 s3 = SyntheticS3.start(TestingObjects.of());
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = TestingObjects.ahead(
                        bucket,
                        new FetchLimits(4, 8 * KIB),
                        MAX_OBJECT_SIZE,
                        TestingObjects.thenThrowing(Collections.emptyIterator(), failure))) {
            assertThatThrownBy(ahead::next).hasCause(failure);
        }
    }

    @Test
    void anInterruptOfTheListingThreadDoesNotLeaveTheTakerWaiting() {
        TestingObjects objects = TestingObjects.equal(1, KIB);
        Iterator<ListedObject> interrupting = Stream.of(objects.listed(0))
                .peek(object -> Thread.currentThread().interrupt())
                .iterator();
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead =
                        TestingObjects.ahead(bucket, new FetchLimits(1, KIB), MAX_OBJECT_SIZE, interrupting)) {
            assertThatThrownBy(() -> TestingObjects.takeAll(ahead)).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void aTakerThatIsInterruptedWhileItWaitsLosesNoObject() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(2, KIB).closeGate();
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket());
                FetchAhead<ListedObject> ahead = open(bucket, new FetchLimits(4, 8 * KIB), objects)) {
            await(() -> objects.inFlight() == 2);
            Thread taker = Thread.currentThread();
            Thread interrupter = Thread.ofVirtual().start(() -> {
                sleep(50);
                taker.interrupt();
            });
            assertThatThrownBy(ahead::next).isInstanceOf(InterruptedException.class);
            interrupter.join();
            objects.letPass(2);
            assertThat(TestingObjects.takeAll(ahead))
                    .extracting(Fetched::object)
                    .containsExactlyElementsOf(objects.listed());
        }
    }

    private static FetchAhead<ListedObject> open(RawBucket bucket, FetchLimits limits, TestingObjects objects) {
        return TestingObjects.ahead(
                bucket, limits, MAX_OBJECT_SIZE, objects.listed().iterator());
    }

    private static void assertGets(SyntheticS3 s3, int gets) throws InterruptedException {
        await(() -> s3.counts().gets() >= gets);
        Thread.sleep(10);
        assertThat(s3.counts().gets()).isEqualTo(gets);
    }

    private static ListedObject named(String name, long size) {
        return new ListedObject(TestingObjects.HOUR, name, "e", size, TestingObjects.HOUR.start());
    }

    static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            sleep(1);
        }
    }

    private static void sleep(int millis) {
        try {
            MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
