package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.EventClients;
import clickstream.testing.FaultyPutProxy;
import clickstream.testing.FaultyPutProxy.Outcome;
import clickstream.testing.IngestProcess;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.ManyCommands;
import clickstream.testing.StoredEvents;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Ends the ingest by signals under load, and takes its S3 away. Whatever the moment, each event that was acknowledged is in S3; and once
 * clients have sent again what was not, each event that was ever made is loaded once, and a deep audit finds no difference.
 */
final class AcknowledgedIsStoredTest {

    private static final Pattern ID = Pattern.compile("\"eventId\":\"([-0-9a-f]{36})\"");
    private static final String TERM = "SIGTERM";
    private static final String KILL = "SIGKILL";
    private static final int CLIENTS = 24;
    private static final int ROUNDS = 20;

    private final TestingS3 s3 = TestingS3.start();
    private final EventClients clients = new EventClients();

    @AfterEach
    void stop() {
        clients.close();
        s3.close();
    }

    /**
     * How a server ends.
     *
     * @param signal that it gets
     * @param atPut the PUT from which on the time runs, counted from 1
     * @param thenMillis until the signal comes
     * @param failing of 100 PUTs, besides those that hang
     * @param hanging of 100 PUTs
     * @param seed which PUTs those are
     */
    record End(String signal, int atPut, int thenMillis, int failing, int hanging, int seed) {

        private static final List<Outcome> FAILING =
                List.of(Outcome.CUT, Outcome.CUT_BEHIND_THE_BYTES, Outcome.SLOW_DOWN);
        private static final List<Outcome> HANGING = List.of(Outcome.HUNG, Outcome.HUNG_BEHIND_THE_BYTES);

        /** Around a PUT, or whenever it is. */
        static End any(String signal, int round, Random random) {
            int thenMillis = round % 2 == 0 ? random.nextInt(30) : random.nextInt(3_000);
            return new End(signal, 1 + random.nextInt(30), thenMillis, 30, round % 4, round);
        }

        void send(Process process) {
            Executor later = CompletableFuture.delayedExecutor(thenMillis, TimeUnit.MILLISECONDS);
            later.execute(signal.equals(TERM) ? process::destroy : process::destroyForcibly);
        }

        Outcome outcome(Random random) {
            int percent = random.nextInt(100);
            if (percent < failing) {
                return FAILING.get(percent % FAILING.size());
            }
            return percent < failing + hanging ? HANGING.get(percent % HANGING.size()) : Outcome.STORED;
        }
    }

    @Test
    void whatWasAcknowledgedBeforeASignalIsStoredAndLoadedOnce() {
        end(new End(KILL, 3, 10, 30, 0, 1));
        end(new End(TERM, 12, 10, 30, 0, 2));
        sendAgain();

        assertLoadedOnce();
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {KILL, TERM})
    void whatWasAcknowledgedBeforeAnyMomentIsStoredAndLoadedOnce(String signal) {
        Random random = new Random(signal.hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            end(End.any(signal, round, random));
            sendAgain();
        }

        assertLoadedOnce();
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(names = {"SLOW_DOWN", "HUNG", "HUNG_BEHIND_THE_BYTES", "CUT_BEHIND_THE_BYTES"})
    void aMinuteWithoutS3LosesNothing(Outcome minute) throws InterruptedException {
        AtomicReference<Outcome> outcome = new AtomicReference<>(Outcome.STORED);
        try (FaultyPutProxy proxy = FaultyPutProxy.start(s3, outcome::get);
                IngestProcess ingest = IngestProcess.start(proxy.environment())) {
            clients.start(ingest.address(), CLIENTS);
            awaitFurtherAcknowledgements(ingest);
            outcome.set(minute);
            TimeUnit.MINUTES.sleep(1);
            outcome.set(Outcome.STORED);
            awaitFurtherAcknowledgements(ingest);
            clients.stop();
            assertThat(clients.acknowledged()).isSubsetOf(storedIds());
            assertAllAreStoredOnceSentAgain(ingest);
            ingest.terminate();
            assertThat(ingest.exitCode()).as(ingest.log()).isZero();
        }

        assertLoadedOnce();
    }

    /** 500 of them, within a minute. */
    private void awaitFurtherAcknowledgements(IngestProcess ingest) throws InterruptedException {
        int before = clients.acknowledged().size();
        long start = System.nanoTime();
        while (clients.acknowledged().size() < before + 500) {
            assertThat(ingest.process().isAlive()).as(ingest.log()).isTrue();
            assertThat(System.nanoTime() - start)
                    .isLessThan(Duration.ofMinutes(1).toNanos());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void end(End end) {
        CompletableFuture<Process> process = new CompletableFuture<>();
        AtomicInteger puts = new AtomicInteger();
        Random random = new Random(end.seed());
        try (FaultyPutProxy proxy = FaultyPutProxy.start(s3, () -> {
                    if (puts.incrementAndGet() == end.atPut()) {
                        end.send(process.join());
                    }
                    synchronized (random) {
                        return end.outcome(random);
                    }
                });
                IngestProcess ingest = IngestProcess.start(proxy.environment())) {
            process.complete(ingest.process());
            clients.start(ingest.address(), CLIENTS);
            assertThat(ingest.exitCode())
                    .as("%s %s", end, ingest.log())
                    .isEqualTo(end.signal().equals(TERM) ? 0 : 137);
            clients.stop();
        }
        assertThat(clients.acknowledged()).as(end.toString()).isSubsetOf(storedIds());
    }

    private void sendAgain() {
        try (IngestProcess next = IngestProcess.start(s3.environment())) {
            assertAllAreStoredOnceSentAgain(next);
        }
    }

    private void assertAllAreStoredOnceSentAgain(IngestProcess ingest) {
        assertThat(clients.sendAgain(ingest.address())).as(ingest.log()).isZero();
        assertThat(clients.acknowledged()).isEqualTo(clients.made());
        assertThat(storedIds()).isEqualTo(clients.made());
    }

    private void assertLoadedOnce() {
        try (TestingDatabase database = TestingPostgres.shared().database()) {
            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());
            try (ManyCommands program = LoaderProcess.with(environment).open()) {
                run(program, "migrate");
                for (String hour : hours()) {
                    run(program, "load", "--hour", hour);
                    run(program, "audit", "--deep", "--hour", hour);
                }
            }
            List<UUID> loaded = JdbcClient.create(database.dataSource())
                    .sql("SELECT event_id FROM public.clickstream_events")
                    .query(UUID.class)
                    .list();
            assertThat(loaded).doesNotHaveDuplicates();
            assertThat(Set.copyOf(loaded)).isEqualTo(clients.made());
        }
    }

    private static void run(ManyCommands program, String... arguments) {
        Result result = program.run(arguments);
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    }

    /** As the loader is asked for them. */
    private List<String> hours() {
        return s3.keys("events/").stream()
                .map(key -> key.replaceFirst("events/(\\d+)/(\\d+)/(\\d+)/(\\d+)/.*", "$1-$2-$3T$4"))
                .distinct()
                .toList();
    }

    private Set<UUID> storedIds() {
        return StoredEvents.lines(s3).stream().map(AcknowledgedIsStoredTest::id).collect(Collectors.toSet());
    }

    private static UUID id(String line) {
        Matcher matcher = ID.matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        return UUID.fromString(matcher.group(1));
    }
}
