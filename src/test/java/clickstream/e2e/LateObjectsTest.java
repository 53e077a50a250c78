package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.event.ObjectCounts;
import clickstream.generate.SyntheticHour;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.ManyCommands;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingCounts;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Objects that arrive, in no order, while their hour is loaded and after it is complete. */
final class LateObjectsTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final int SIZE = 9_001;

    @Test
    void theNextRunLoadsEveryLateObjectAndCountsIt() throws Exception {
        Arrivals arrivals = new Arrivals(new SyntheticHour(HOUR, SIZE, 11));
        try (SyntheticS3 s3 = SyntheticS3.start(arrivals);
                TestingDatabase database = TestingPostgres.shared().database();
                // One object in ten reads arrives, wherever the listings and the reads of its range are by then.
                AutoCloseable _ = s3.counts().onGet(arrivals::countGet)) {
            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());
            environment.put("CLICKSTREAM_LOAD_OBJECTSPERPARTITION", "3500");
            LoaderProcess loader = LoaderProcess.with(environment);
            Tables tables = new Tables(JdbcClient.create(database.dataSource()));

            Result first = loader.run("load", "--hour", HOUR.toString());
            assertThat(first.exitCode()).as(first.err()).isZero();
            ObjectCounts firstRun = tables.lastRun().objects();
            assertThat(firstRun.loaded()).isEqualTo(firstRun.listed()).isBetween(SIZE - 900L, SIZE - 1L);
            assertThat(arrivals.stillToCome()).as("to arrive after the load").isPositive();
            arrivals.all();

            try (ManyCommands program = loader.open()) {
                Result next = program.run("load", "--scheduled-time", "2026-11-20T15:05:00Z");
                assertThat(next.exitCode()).as(next.err()).isZero();
                assertThat(tables.lastRun().objects())
                        .isEqualTo(TestingCounts.objects("%d listed = %d already + %d loaded"
                                .formatted(SIZE, firstRun.listed(), SIZE - firstRun.listed())));
                assertThat(late(database)).isEqualTo(SIZE - firstRun.listed());
                assertThat(ids(database))
                        .isEqualTo(IntStream.range(0, SIZE)
                                .mapToObj(arrivals.hour::eventId)
                                .collect(Collectors.toSet()));
                assertThat(tables.count("public.clickstream_events")).isEqualTo(SIZE);
                assertThat(s3.counts().gets()).as("each object is read once").isEqualTo(SIZE);

                Result last = program.run("load", "--scheduled-time", "2026-11-20T15:05:00Z");
                assertThat(last.exitCode()).as(last.err()).isZero();
                assertThat(s3.counts().gets()).isEqualTo(SIZE);
                assertThat(late(database)).as("late once").isEqualTo(SIZE - firstRun.listed());
            }
        }
    }

    private static long late(TestingDatabase database) {
        return JdbcClient.create(database.dataSource())
                .sql("SELECT sum(objects_late) FROM etl.load_run")
                .query(Long.class)
                .single();
    }

    private static Set<UUID> ids(TestingDatabase database) {
        return JdbcClient.create(database.dataSource())
                .sql("SELECT event_id FROM public.clickstream_events")
                .query(UUID.class)
                .set();
    }

    /** An hour of which nine objects in ten are there, and one more after every 20th GET, in no order. Thread-safe. */
    private static final class Arrivals implements SyntheticS3.Contents {

        private static final int GETS_FOR_EACH = 20;

        private final SyntheticHour hour;
        private final List<Integer> toCome;
        private final BitSet absent = new BitSet();
        private final Map<Integer, Instant> arrived = new HashMap<>();
        private int gets;

        Arrivals(SyntheticHour hour) {
            this.hour = hour;
            this.toCome = IntStream.range(0, SIZE)
                    .filter(index -> index % 10 == 3)
                    .boxed()
                    .collect(Collectors.toList());
            Collections.shuffle(toCome, new Random(5));
            toCome.forEach(absent::set);
        }

        synchronized void countGet() {
            gets++;
            if (gets % GETS_FOR_EACH == 0 && !toCome.isEmpty()) {
                arrive();
            }
        }

        synchronized void all() {
            while (!toCome.isEmpty()) {
                arrive();
            }
        }

        private void arrive() {
            int index = toCome.removeLast();
            arrived.put(index, Instant.now().truncatedTo(ChronoUnit.SECONDS));
            absent.clear(index);
        }

        synchronized int stillToCome() {
            return toCome.size();
        }

        @Override
        public synchronized boolean isThere(int index) {
            return !absent.get(index);
        }

        @Override
        public int size() {
            return hour.size();
        }

        @Override
        public String key(int index) {
            return hour.key(index);
        }

        @Override
        public byte[] bytes(int index) {
            return hour.bytes(index);
        }

        @Override
        public long byteSize(int index) {
            return hour.byteSize(index);
        }

        @Override
        public synchronized Instant lastModified(int index) {
            return arrived.getOrDefault(index, hour.lastModified(index));
        }
    }
}
