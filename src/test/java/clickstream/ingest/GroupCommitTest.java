package clickstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import clickstream.event.Hour;
import clickstream.s3.SignedPut;
import clickstream.testing.FaultyS3;
import clickstream.testing.StoredEvents;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which events share an object, and when it is put: into servers that speak S3's protocol. */
@Timeout(value = 30, threadMode = SEPARATE_THREAD)
final class GroupCommitTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final InstantSource IN_THE_HOUR = () -> HOUR.start().plusSeconds(60);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final byte[] LINE = "{\"eventName\":\"click\"}".getBytes(UTF_8);

    private final TestingS3 s3 = TestingS3.shared();
    private final MemoryBudget budget = new MemoryBudget(1L << 30);

    GroupCommitTest() {
        s3.deleteAll();
    }

    /** Whose request lies in two objects is answered after both. */
    @Test
    void anObjectIsPutOnceItHasAThousandEvents() {
        Commit commit = commit(TestingIngest.store(s3.environment()), IN_THE_HOUR, LONG);

        List<CompletableFuture<String>> stored = add(commit, HOUR, Collections.nCopies(1_500, LINE));

        assertThat(stored).hasSize(2);
        assertThat(lines(stored.getFirst().join())).isEqualTo(1_000);
        assertThat(stored.getLast()).isNotDone();
        commit.stop(LONG);
        assertThat(lines(stored.getLast().join())).isEqualTo(500);
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void anObjectIsPutOnceItHasAMebibyte() {
        Commit commit = commit(TestingIngest.store(s3.environment()), IN_THE_HOUR, LONG);
        byte[] large = "{\"a\":\"%s\"}".formatted("x".repeat(100_000)).getBytes(UTF_8);

        List<CompletableFuture<String>> stored = add(commit, HOUR, Collections.nCopies(12, large));

        assertThat(lines(stored.getFirst().join())).isEqualTo(11);
        commit.stop(LONG);
        assertThat(lines(stored.getLast().join())).isEqualTo(1);
    }

    @Test
    void anObjectIsPutAfterItsTime() {
        Commit commit = commit(TestingIngest.store(s3.environment()), IN_THE_HOUR, Duration.ofMillis(50));

        List<CompletableFuture<String>> first = add(commit, HOUR, List.of(LINE));
        List<CompletableFuture<String>> second = add(commit, HOUR, List.of(LINE, LINE));

        assertThat(first).isEqualTo(second).hasSize(1);
        assertThat(lines(first.getFirst().join())).isEqualTo(3);
        commit.stop(LONG);
    }

    @Test
    void anObjectIsPutWhenItsHourEnds() {
        Instant last = HOUR.plus(1).start().minusMillis(50);
        Commit commit = commit(TestingIngest.store(s3.environment()), () -> last, LONG);

        String key = add(commit, HOUR, List.of(LINE)).getFirst().join();

        assertThat(key).startsWith(HOUR.prefix()).endsWith(".json");
        commit.stop(LONG);
    }

    @Test
    void eachHourHasItsOwnObject() {
        Commit commit = commit(TestingIngest.store(s3.environment()), IN_THE_HOUR, LONG);

        List<CompletableFuture<String>> stored = new ArrayList<>(add(commit, HOUR, List.of(LINE)));
        stored.addAll(add(commit, HOUR.plus(1), List.of(LINE)));
        stored.addAll(add(commit, HOUR, List.of(LINE)));
        commit.stop(LONG);

        assertThat(stored.get(2)).isSameAs(stored.get(0));
        assertThat(stored.get(0).join()).startsWith(HOUR.prefix());
        assertThat(stored.get(1).join()).startsWith(HOUR.plus(1).prefix());
    }

    @Test
    void whoIsStoppedTakesNothingMore() {
        Commit commit = commit(TestingIngest.store(s3.environment()), IN_THE_HOUR, LONG);
        commit.stop(LONG);

        assertThat(commit.add(HOUR, List.of(LINE))).isNull();
    }

    @Test
    void fourArePutAtOnceAndTheOthersWait() {
        Semaphore gate = new Semaphore(0);
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Semaphore arrived = new Semaphore(0);
        try (FaultyS3 slow = FaultyS3.start(exchange -> {
            exchange.body();
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            arrived.release();
            gate.acquire();
            inFlight.decrementAndGet();
            exchange.xml(200, "");
        })) {
            Commit commit = commit(TestingIngest.store(slow.environment()), IN_THE_HOUR, LONG);
            List<CompletableFuture<String>> stored = add(commit, HOUR, Collections.nCopies(9_000, LINE));

            arrived.acquireUninterruptibly(4);
            assertThat(stored).hasSize(9).noneMatch(CompletableFuture::isDone);
            gate.release(9);
            stored.forEach(each -> assertThat(each.join()).isNotEmpty());
            assertThat(most).hasValue(4);
            assertThat(budget.heldBytes()).isZero();
            commit.stop(LONG);
        }
    }

    @Test
    void whatS3RefusesIsGivenUpAndItsMemoryGivenBack() {
        try (FaultyS3 refusing = FaultyS3.start(exchange -> {
            exchange.body();
            exchange.error(403, "AccessDenied", "Access Denied");
        })) {
            Commit commit = commit(TestingIngest.store(refusing.environment()), IN_THE_HOUR, Duration.ZERO);

            assertThat(add(commit, HOUR, List.of(LINE)).getFirst().join()).isEmpty();
            commit.stop(LONG);
            assertThat(budget.heldBytes()).isZero();
            assertThat(refusing.requests()).isOne();
        }
    }

    @Test
    void aRequestWaitsNoLongerThanItMay() {
        try (FaultyS3 hanging = FaultyS3.start(exchange -> Thread.sleep(Duration.ofMinutes(1)))) {
            Deadlines soon = new Deadlines(Duration.ZERO, Duration.ofMillis(100), LONG, LONG);
            Commit commit = commit(TestingIngest.store(hanging.environment()), IN_THE_HOUR, soon);

            assertThat(add(commit, HOUR, List.of(LINE)).getFirst())
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(TimeoutException.class);
            commit.stop(Duration.ZERO);
        }
    }

    /** As what is asked of it is bounded, so is the time for which an object is tried. */
    @Test
    void whatCannotBeStoredInTimeIsGivenUp() {
        try (FaultyS3 failing = FaultyS3.start(exchange -> {
            exchange.body();
            exchange.error(503, "SlowDown", "reduce your rate");
        })) {
            Deadlines aSecond = new Deadlines(Duration.ZERO, LONG, Duration.ofSeconds(1), LONG);
            Commit commit = commit(TestingIngest.store(failing.environment()), IN_THE_HOUR, aSecond);
            long start = System.nanoTime();

            assertThat(add(commit, HOUR, List.of(LINE)).getFirst().join()).isEmpty();

            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(failing.requests()).isGreaterThan(1);
            commit.stop(LONG);
        }
    }

    private Commit commit(SignedPut store, InstantSource clock, Duration linger) {
        return commit(store, clock, Deadlines.grouped(linger));
    }

    private Commit commit(SignedPut store, InstantSource clock, Deadlines deadlines) {
        ObjectPutter putter = new ObjectPutter(store, deadlines, budget, new IngestMetrics(budget));
        return new GroupCommit(putter, clock, deadlines);
    }

    private List<CompletableFuture<String>> add(Commit commit, Hour hour, List<byte[]> lines) {
        assertThat(budget.reserve(lines.stream().mapToLong(line -> line.length).sum()))
                .isTrue();
        return Objects.requireNonNull(commit.add(hour, lines));
    }

    private long lines(String key) {
        return StoredEvents.text(s3, key).lines().count();
    }
}
