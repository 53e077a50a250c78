package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.generate.GeneratedObject;
import clickstream.testing.FaultyPostgresProxy;
import clickstream.testing.FaultyPostgresProxy.Moment;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.LoaderProcess.Running;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The program among failing neighbours and beside itself, in processes of its own: every load ends complete, exactly once. */
@TestInstance(Lifecycle.PER_CLASS)
final class ChaosTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    /** Of the commits of a load and its attempts, those whose answers are lost. */
    private static final Set<Integer> LOST = Set.of(20, 45);

    private final TestingS3 s3 = TestingS3.start();
    private final ShopHour traffic = new ShopHour(HOUR, 1, 3_000);

    @BeforeAll
    void putTraffic() {
        traffic.putInto(s3);
    }

    @AfterAll
    void stop() {
        s3.close();
    }

    @Test
    void aLostAnswerToACommitDoublesNothing() {
        AtomicInteger commits = new AtomicInteger();
        try (TestingDatabase database = TestingPostgres.shared().database();
                FaultyPostgresProxy proxy = FaultyPostgresProxy.start(
                        database,
                        moment -> moment != Moment.AFTER_COMMIT || !LOST.contains(commits.incrementAndGet()))) {
            Result result = loader(proxy.environment(database)).run("load", "--hour", HOUR.toString());
            assertThat(commits.get()).isGreaterThan(45);
            assertThat(result.exitCode()).as(result.err()).isZero();
            traffic.assertLoadedInto(database);
        }
    }

    @Test
    void everyBackendIsTerminatedInTurn() throws InterruptedException {
        try (TestingDatabase database = TestingPostgres.shared().database()) {
            s3.counts().reset();
            Running running = loader(database.environment()).start("load", "--hour", HOUR.toString());
            while (running.process().isAlive() && s3.counts().gets() == 0) {
                Thread.sleep(Duration.ofMillis(20));
            }
            JdbcClient superuser = JdbcClient.create(database.superuserDataSource());
            int terminated = 0;
            while (running.process().isAlive() && terminated < 12) {
                terminated += superuser
                        .sql("""
                                SELECT pg_terminate_backend(pid)
                                FROM pg_stat_activity
                                WHERE datname = current_database() AND application_name = 'clickstream-etl'
                                ORDER BY backend_start
                                OFFSET (SELECT :terminated % greatest(1, count(*)) FROM pg_stat_activity
                                        WHERE datname = current_database() AND application_name = 'clickstream-etl')
                                LIMIT 1
                                """)
                        .param("terminated", terminated)
                        .query(Boolean.class)
                        .list()
                        .size();
                Thread.sleep(Duration.ofMillis(150));
            }
            Result result = running.result();
            assertThat(terminated).isGreaterThan(3);
            assertThat(result.exitCode()).as(result.err()).isZero();
            traffic.assertLoadedInto(database);
        }
    }

    @Test
    void theServerIsRestartedInTheMiddleOfALoad() throws Exception {
        try (TestingPostgres postgres = TestingPostgres.start(Map.of());
                TestingDatabase database = postgres.database();
                AutoCloseable _ = s3.counts().onGet(new Runnable() {
                    private final AtomicInteger gets = new AtomicInteger();

                    @Override
                    public void run() {
                        if (gets.incrementAndGet() == 1_500) {
                            restart(postgres);
                        }
                    }
                })) {
            Result result = loader(database.environment()).run("load", "--hour", HOUR.toString());
            assertThat(result.exitCode()).as(result.err()).isZero();
            traffic.assertLoadedInto(database);
        }
    }

    @Test
    void aSecondRunOfAnHourSaysWhoHoldsItAndDoesNoHarm() throws Exception {
        try (TestingDatabase database = TestingPostgres.shared().database()) {
            AtomicInteger gets = new AtomicInteger();
            CompletableFuture<Result> second = new CompletableFuture<Result>().orTimeout(3, TimeUnit.MINUTES);
            // The first run gets no further object until the second one has ended, however often it asks.
            try (AutoCloseable _ = s3.counts().onGet(() -> {
                int number = gets.incrementAndGet();
                if (number == 100) {
                    second.completeAsync(() -> loader(database.environment()).run("load", "--hour", HOUR.toString()));
                }
                if (number >= 100) {
                    second.join();
                }
            })) {
                Result first = loader(database.environment()).run("load", "--hour", HOUR.toString());
                assertThat(first.exitCode()).as(first.err()).isZero();
            }
            Result result = second.join();
            assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
            assertThat(result.out()).contains("locked: in use by ").contains("etl load --hour " + HOUR);
            traffic.assertLoadedInto(database);
        }
    }

    @Test
    void sigtermEndsWithinTheTimeThatEcsGivesAndTheNextRunGoesOn() throws Exception {
        try (TestingDatabase database = TestingPostgres.shared().database()) {
            AtomicInteger gets = new AtomicInteger();
            List<Instant> asked = new ArrayList<>();
            Running running;
            List<Process> process = new ArrayList<>();
            try (AutoCloseable _ = s3.counts().onGet(() -> {
                if (gets.incrementAndGet() == 1_500) {
                    asked.add(Instant.now());
                    process.getFirst().destroy();
                }
            })) {
                running = loader(database.environment()).start("load", "--hour", HOUR.toString());
                process.add(running.process());
                Result result = running.result();
                assertThat(result.exitCode()).as(result.err()).isEqualTo(143);
                assertThat(Duration.between(asked.getFirst(), Instant.now())).isLessThan(Duration.ofSeconds(25));
            }
            ShopHour.assertSumsHoldIn(database);
            Tables tables = new Tables(JdbcClient.create(database.dataSource()));
            assertThat(tables.count("etl.load_run WHERE status = 'stopped'")).isEqualTo(1);
            assertThat(tables.count("etl.object_ledger"))
                    .isLessThan(traffic.objects().size());

            Result next = loader(database.environment()).run("load", "--hour", HOUR.toString());
            assertThat(next.exitCode()).as(next.err()).isZero();
            traffic.assertLoadedInto(database);
        }
    }

    @Test
    void processesOnOverlappingHoursLoadEachExactlyOnce() throws Exception {
        overlap(3, Duration.ofSeconds(3));
    }

    @Tag("long")
    @Test
    void eightProcessesOnOverlappingHoursForTwoMinutes() throws Exception {
        overlap(8, Duration.ofMinutes(2));
    }

    private static void overlap(int processes, Duration time) throws Exception {
        Hour first = Hour.parse("2026-11-19T00");
        ShopHour hours = new ShopHour(first, 6, 1_000);
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().database();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());
            environment.put("CLICKSTREAM_LOAD_PARTITIONS", "2");
            LoaderProcess loader = LoaderProcess.with(environment).javaOptions("-Xmx256m");
            // Objects go on arriving while the hours are loaded.
            List<GeneratedObject> objects = hours.objects();
            objects.subList(0, objects.size() / 2).forEach(object -> ShopHour.put(s3, object));
            Future<?> arrivals = threads.submit(() -> {
                for (GeneratedObject object : objects.subList(objects.size() / 2, objects.size())) {
                    ShopHour.put(s3, object);
                    pause(Duration.ofMillis(2));
                }
            });
            Instant end = Instant.now().plus(time);
            List<? extends Future<?>> runners = IntStream.range(0, processes)
                    .mapToObj(runner -> threads.submit(() -> runUntil(end, runner, loader)))
                    .toList();
            for (Future<?> runner : runners) {
                runner.get();
            }
            arrivals.get();
            Result last = loader.run("load", "--from", "2026-11-19T00", "--to", "2026-11-19T06");
            assertThat(last.exitCode()).as(last.err()).isZero();
            hours.assertLoadedInto(database);
        }
    }

    private static void runUntil(Instant end, int runner, LoaderProcess loader) {
        do {
            String from = Hour.parse("2026-11-19T00").plus(runner % 3).toString();
            String to = Hour.parse("2026-11-19T00").plus(runner % 3 + 4).toString();
            Result result = loader.run("load", "--from", from, "--to", to);
            assertThat(result.exitCode()).as(result.out() + result.err()).isIn(0, 5);
        } while (Instant.now().isBefore(end));
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void restart(TestingPostgres postgres) {
        try {
            postgres.restart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LoaderProcess loader(Map<String, String> database) {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database);
        environment.put("CLICKSTREAM_LOAD_OBJECTSPERPARTITION", "700");
        environment.put("CLICKSTREAM_FETCH_ATTEMPTTIMEOUT", "100s");
        return LoaderProcess.with(environment);
    }
}
