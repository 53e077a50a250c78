package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.testing.FaultyPostgresProxy;
import clickstream.testing.FaultyPostgresProxy.Moment;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the program with SIGKILL at chosen moments of its talk with PostgreSQL and S3, and runs it again. Whatever the moment, what is in
 * the database agrees with the ledger right after the kill, and the next run completes the hour without a hand: nothing lost, nothing
 * doubled.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class KillMatrixTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    private final TestingS3 s3 = TestingS3.start();
    private final ShopHour traffic = new ShopHour(HOUR, 1, 3_000);
    private final Map<Moment, Integer> moments = new EnumMap<>(Moment.class);
    private int gets;

    /** Where a run is killed: the n-th of a kind, as a share of all that an undisturbed run has. */
    record Kill(String kind, double share) {

        @Override
        public String toString() {
            return "%s %.0f %%".formatted(kind, share * 100);
        }
    }

    @BeforeAll
    void countTheMomentsOfAnUndisturbedRun() {
        traffic.putInto(s3);
        Map<Moment, AtomicInteger> counts = new EnumMap<>(Moment.class);
        Stream.of(Moment.values()).forEach(moment -> counts.put(moment, new AtomicInteger()));
        try (TestingDatabase database = TestingPostgres.shared().database();
                FaultyPostgresProxy proxy = FaultyPostgresProxy.start(database, moment -> {
                    counts.get(moment).incrementAndGet();
                    return true;
                })) {
            Result result = loader(proxy.environment(database)).run("load", "--hour", HOUR.toString());
            assertThat(result.exitCode()).as(result.err()).isZero();
            traffic.assertLoadedInto(database);
        }
        counts.forEach((moment, count) -> moments.put(moment, count.get()));
        gets = Math.toIntExact(s3.counts().gets());
        assertThat(moments).allSatisfy((moment, count) -> assertThat(count).isGreaterThan(5));
    }

    @AfterAll
    void stop() {
        s3.close();
    }

    static Stream<Kill> aFewKills() {
        return Stream.of(new Kill("BEFORE_COMMIT", 0.5), new Kill("AFTER_COMMIT", 0.95), new Kill("GET", 0.5));
    }

    static Stream<Kill> manyKills() {
        return Stream.of("MESSAGE", "BEFORE_COMMIT", "AFTER_COMMIT", "GET")
                .flatMap(kind -> IntStream.range(0, 20).mapToObj(step -> new Kill(kind, (step + 0.5) / 20)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("aFewKills")
    void aKilledRunLosesAndDoublesNothing(Kill kill) {
        killAndRunAgain(kill);
    }

    @Tag("long")
    @ParameterizedTest(name = "{0}")
    @MethodSource("manyKills")
    void aRunKilledAtAnyMomentLosesAndDoublesNothing(Kill kill) {
        killAndRunAgain(kill);
    }

    private void killAndRunAgain(Kill kill) {
        CompletableFuture<Process> process = new CompletableFuture<>();
        AtomicInteger seen = new AtomicInteger();
        int fatal = Math.max(1, (int) (total(kill.kind()) * kill.share()));
        Runnable step = () -> {
            if (seen.incrementAndGet() == fatal) {
                process.join().destroyForcibly();
            }
        };
        try (TestingDatabase database = TestingPostgres.shared().database();
                FaultyPostgresProxy proxy = FaultyPostgresProxy.start(database, moment -> {
                    if (kill.kind().equals(moment.name())) {
                        step.run();
                    }
                    return true;
                });
                AutoCloseable _ = s3.counts().onGet(kill.kind().equals("GET") ? step : () -> {})) {
            Running running = loader(proxy.environment(database)).start("load", "--hour", HOUR.toString());
            process.complete(running.process());
            assertThat(running.result().exitCode()).as("killed").isEqualTo(137);
            ShopHour.assertSumsHoldIn(database);

            Result next = loader(database.environment()).run("load", "--hour", HOUR.toString());
            assertThat(next.exitCode()).as(next.err()).isZero();
            traffic.assertLoadedInto(database);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private int total(String kind) {
        return kind.equals("GET") ? gets : moments.get(Moment.valueOf(kind));
    }

    private LoaderProcess loader(Map<String, String> database) {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database);
        environment.put("CLICKSTREAM_LOAD_OBJECTSPERPARTITION", "700");
        return LoaderProcess.with(environment);
    }
}
