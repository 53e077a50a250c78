package clickstream.fetch;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import clickstream.event.GetObserver;
import clickstream.event.ListedObject;
import clickstream.event.SkipReason;
import clickstream.fetch.Fetched.Body;
import clickstream.fetch.Fetched.NotAnEvent;
import clickstream.fetch.Fetched.TooLarge;
import clickstream.s3.RawBucket;
import clickstream.testing.SyntheticS3;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
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
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = open(bucket, new FetchLimits(32, MAX_OBJECT_SIZE), objects)) {
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
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = open(bucket, new FetchLimits(16, MAX_OBJECT_SIZE), objects)) {
            assertThat(TestingObjects.takeAll(ahead)).hasSize(300);
            assertThat(objects.mostInFlight()).isBetween(10, 16);
        }
    }

    @Test
    void sharesTheLimitWithOthersOfTheProcess() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(100, 10).delayed(30);
        FetchLimits limits = new FetchLimits(8, MAX_OBJECT_SIZE);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead one = open(bucket, limits, objects);
                FetchAhead other = open(bucket, limits, objects)) {
            assertThat(TestingObjects.takeAll(one)).hasSize(100);
            assertThat(TestingObjects.takeAll(other)).hasSize(100);
            assertThat(objects.mostInFlight()).isBetween(5, 8);
        }
    }

    @Test
    void holdsNoMoreBytesThanTheBudget() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(20, 100 * KIB);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = open(bucket, new FetchLimits(16, 450 * KIB), objects)) {
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
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = open(bucket, new FetchLimits(4, 2 * KIB), objects)) {
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
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead =
                        new FetchAhead(bucket, new FetchLimits(4, 2 * KIB), MAX_OBJECT_SIZE, listed, observer)) {
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
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = open(bucket, new FetchLimits(4, KIB), objects)) {
            assertThat(TestingObjects.takeAll(ahead))
                    .hasSize(5)
                    .allSatisfy(fetched -> assertThat(((Body) fetched).bytes()).isEmpty());
        }
    }

    @Test
    void whatTheListingShowsToBeTooLargeIsNotAskedForAndTakesNoRoom() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(2, KIB);
        ListedObject huge = named("event-0-huge", 5L << 30);
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = new FetchAhead(
                        bucket,
                        new FetchLimits(4, 2 * KIB),
                        MAX_OBJECT_SIZE,
                        List.of(objects.listed(0), huge, objects.listed(1)).iterator())) {
            // Nothing was taken yet: what is behind the large one is read all the same.
            await(() -> s3.counts().gets() == 2);
            List<Fetched> all = TestingObjects.takeAll(ahead);
            assertThat(all).hasSize(3);
            assertThat(all.get(1)).isEqualTo(new TooLarge(huge));
            assertThat(s3.counts().gets()).isEqualTo(2);
        }
    }

    @Test
    void whatIsNoEventByItsNameIsNotAskedFor() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(1, KIB);
        List<ListedObject> listed = new ArrayList<>();
        for (String name : List.of("", "_SUCCESS", "folder/", "x.tmp")) {
            listed.add(named(name, 5L << 30));
        }
        listed.add(objects.listed(0));
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead =
                        new FetchAhead(bucket, new FetchLimits(1, KIB), MAX_OBJECT_SIZE, listed.iterator())) {
            List<Fetched> all = TestingObjects.takeAll(ahead);
            assertThat(all.subList(0, 4))
                    .containsExactly(
                            new NotAnEvent(listed.get(0), SkipReason.FOLDER),
                            new NotAnEvent(listed.get(1), SkipReason.HIDDEN),
                            new NotAnEvent(listed.get(2), SkipReason.FOLDER),
                            new NotAnEvent(listed.get(3), SkipReason.TEMPORARY));
            assertThat(all.get(4)).isInstanceOf(Body.class);
            assertThat(s3.counts().gets()).isEqualTo(1);
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
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = new FetchAhead(bucket, new FetchLimits(1, KIB), MAX_OBJECT_SIZE, counted)) {
            Thread.sleep(100);
            assertThat(pulled[0]).isBetween(1, 2_001);
            assertThat(TestingObjects.takeAll(ahead)).hasSize(100_000);
        }
    }

    @Test
    void theEndRemainsTheEnd() throws InterruptedException {
        try (SyntheticS3 s3 = SyntheticS3.start(TestingObjects.of());
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = open(bucket, new FetchLimits(1, KIB), TestingObjects.of())) {
            assertThat(ahead.next()).isNull();
            assertThat(ahead.next()).isNull();
        }
    }

    @Test
    void aListingThatFailsReachesTheTakerBehindWhatCameBefore() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(3, KIB);
        RuntimeException failure = new IllegalStateException("the listing broke");
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = new FetchAhead(
                        bucket,
                        new FetchLimits(4, 8 * KIB),
                        MAX_OBJECT_SIZE,
                        TestingObjects.thenThrowing(objects.listed().iterator(), failure))) {
            for (int i = 0; i < 3; i++) {
                assertThat(ahead.next()).isInstanceOf(Body.class);
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
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = new FetchAhead(
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
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = new FetchAhead(bucket, new FetchLimits(1, KIB), MAX_OBJECT_SIZE, interrupting)) {
            assertThatThrownBy(() -> TestingObjects.takeAll(ahead)).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void aTakerThatIsInterruptedWhileItWaitsLosesNoObject() throws InterruptedException {
        TestingObjects objects = TestingObjects.equal(2, KIB).closeGate();
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = new RawBucket(s3.client(), s3.bucket());
                FetchAhead ahead = open(bucket, new FetchLimits(4, 8 * KIB), objects)) {
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

    private static FetchAhead open(RawBucket bucket, FetchLimits limits, TestingObjects objects) {
        return new FetchAhead(bucket, limits, MAX_OBJECT_SIZE, objects.listed().iterator());
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
