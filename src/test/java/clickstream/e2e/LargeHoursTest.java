package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.generate.SyntheticHour;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.ManyCommands;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hours of more objects than a listing page has, in processes with a small heap. */
@TestInstance(Lifecycle.PER_CLASS)
final class LargeHoursTest {

    static final List<Integer> SIZES = List.of(0, 1, 999, 1_000, 1_001, 25_001);

    private static final Hour FIRST = Hour.parse("2026-11-20T13");

    private final Hours hours = new Hours(IntStream.range(0, SIZES.size())
            .mapToObj(number -> new SyntheticHour(FIRST.plus(number), SIZES.get(number), 11 + number))
            .toList());
    private final SyntheticS3 s3 = SyntheticS3.start(hours);
    private final TestingDatabase database = TestingPostgres.shared().migratedDatabase();
    private final ManyCommands program = program().open();

    @AfterAll
    void stop() {
        program.close();
        database.close();
        s3.close();
    }

    @ParameterizedTest
    @FieldSource("SIZES")
    void everyObjectIsLoadedInAHeapOf256MiB(int size) {
        int number = SIZES.indexOf(size);
        s3.counts().reset();
        Tables tables = new Tables(JdbcClient.create(database.dataSource()));
        long before = tables.count("public.clickstream_events");
        String[] command = {"load", "--hour", FIRST.plus(number).toString()};
        // The largest in a process of its own: what others have loaded and compiled must not help it.
        Result result = number == SIZES.size() - 1 ? program().run(command) : program.run(command);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(tables.lastRun().objects().loaded()).isEqualTo(size);
        assertThat(tables.count("public.clickstream_events")).isEqualTo(before + size);
        assertThat(s3.counts().gets()).isEqualTo(size);
        for (int index = 0; index < size; index += 997) {
            assertThat(tables.count("public.clickstream_events WHERE event_id = '%s'"
                            .formatted(hours.hours().get(number).eventId(index))))
                    .isEqualTo(1);
        }
    }

    private LoaderProcess program() {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        return LoaderProcess.with(environment).javaOptions("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
    }

    /** Several hours in one bucket, in their order. */
    private record Hours(List<SyntheticHour> hours) implements SyntheticS3.Contents {

        @Override
        public int size() {
            return sizeUntil(hours.size());
        }

        @Override
        public String key(int index) {
            int number = number(index);
            return hours.get(number).key(index - sizeUntil(number));
        }

        @Override
        public byte[] bytes(int index) {
            int number = number(index);
            return hours.get(number).bytes(index - sizeUntil(number));
        }

        @Override
        public long byteSize(int index) {
            int number = number(index);
            return hours.get(number).byteSize(index - sizeUntil(number));
        }

        /** How many objects the first ones have together. */
        int sizeUntil(int number) {
            int size = 0;
            for (SyntheticHour hour : hours.subList(0, number)) {
                size += hour.size();
            }
            return size;
        }

        /** The hour of an object. */
        private int number(int index) {
            int number = 0;
            while (sizeUntil(number + 1) <= index) {
                number++;
            }
            return number;
        }
    }
}
