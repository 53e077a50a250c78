package clickstream.load;

import static clickstream.load.TestingRows.object;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventCounts;
import clickstream.event.ListedObject;
import clickstream.event.MappedEvent;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import clickstream.event.RunId;
import clickstream.generate.AnyJson;
import clickstream.map.EventMapper;
import clickstream.parse.ObjectParser;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What holds of any JSON value whatever. Each run of a test tries other values, the same ones for the same seed, small ones first.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class AnyEventTest {

    private static final int VALUES = 1_000;
    private static final int LARGEST_BUDGET = 60;

    /** What a valid value can be rejected for. */
    private static final Set<RejectReason> OF_VALID_JSON = EnumSet.of(
            RejectReason.TOO_DEEP,
            RejectReason.TOO_LONG,
            RejectReason.NOT_AN_OBJECT,
            RejectReason.NO_EVENT,
            RejectReason.SPREAD_BODY);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long ENOUGH_NANOS = 500_000_000;

    private final TestingTarget target = new TestingTarget();

    @AfterAll
    void drop() {
        target.close();
    }

    static IntStream seeds() {
        return IntStream.range(0, 4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aValueIsARowOrARejectInBoundedTimeAndMemory(int seed) {
        AnyJson any = new AnyJson(new Random(seed), EventMapper.SOURCE_NAMES);
        outcomes(any.object(LARGEST_BUDGET).getBytes(UTF_8)); // loads what is loaded once
        for (int i = 0; i < VALUES; i++) {
            String value = any.value(i * LARGEST_BUDGET / VALUES);
            byte[] stored = ("[" + value + "]").getBytes(UTF_8);
            long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
            long nanosBefore = THREADS.getCurrentThreadCpuTime();
            List<Object> outcomes = outcomes(stored);
            long nanos = THREADS.getCurrentThreadCpuTime() - nanosBefore;
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;

            assertThat(outcomes).as(value).hasSize(1);
            if (outcomes.getFirst() instanceof Reject reject) {
                assertThat(reject.reason()).as(value).isIn(OF_VALID_JSON);
            }
            assertThat(nanos).as("nanoseconds for %s", value).isLessThan(ENOUGH_NANOS);
            assertThat(bytes).as("bytes for %s", value).isLessThan(500_000 + 200L * stored.length);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSameBytesGiveTheSameRows(int seed) {
        AnyJson any = new AnyJson(new Random(seed), EventMapper.SOURCE_NAMES);
        for (int i = 0; i < VALUES; i++) {
            byte[] stored = (any.value(20) + "\n" + any.value(20)).getBytes(UTF_8);
            assertThat(outcomes(stored)).isEqualTo(outcomes(stored.clone()));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void postgresReturnsEachRowAsItWasAndTheSumsBalance(int seed) {
        AnyJson any = new AnyJson(new Random(seed), EventMapper.SOURCE_NAMES);
        for (int i = 0; i < VALUES / 50; i++) {
            StringBuilder lines = new StringBuilder();
            for (int line = 0; line < 50; line++) {
                lines.append(any.object(i)).append('\n');
            }
            List<Object> outcomes = outcomes(lines.toString().getBytes(UTF_8));
            target.transactions().executeWithoutResult(transaction -> {
                assertStored(outcomes);
                transaction.setRollbackOnly();
            });
        }
    }

    private void assertStored(List<Object> outcomes) {
        Map<UUID, ClickstreamEvent> first = new LinkedHashMap<>();
        int rejects = 0;
        int duplicates = 0;
        Chunk chunk = new Loader(new JdbcTemplate(target.dataSource())).chunk(new RunId(1));
        chunk.begin(object("any.json"));
        for (int index = 0; index < outcomes.size(); index++) {
            switch (outcomes.get(index)) {
                case MappedEvent event -> {
                    chunk.event(event, index);
                    ClickstreamEvent there = first.putIfAbsent(event.row().eventId(), event.row());
                    duplicates += there != null && EventColumn.isDuplicate(event.row(), there) ? 1 : 0;
                }
                case Reject reject -> {
                    chunk.reject(reject);
                    rejects++;
                }
                default -> throw new AssertionError(outcomes.get(index));
            }
        }
        chunk.end();
        EventCounts counts = chunk.write().events();

        int conflicts = outcomes.size() - rejects - duplicates - first.size();
        assertThat(counts).isEqualTo(new EventCounts(outcomes.size(), first.size(), duplicates, conflicts, rejects));
        assertThat(counts.balance()).isTrue();
        assertThat(target.sql()
                        .sql("SELECT %s FROM public.clickstream_events".formatted(EventColumn.NAMES))
                        .query((row, number) -> EventColumn.read(row))
                        .list())
                .containsExactlyInAnyOrderElementsOf(first.values());
    }

    /** A {@link MappedEvent} or a {@link Reject} for each value. */
    private static List<Object> outcomes(byte[] stored) {
        ListedObject object = object("any.json");
        EventMapper mapper = new EventMapper();
        Iterator<ParsedValue> values = new ObjectParser(16 * 1024 * 1024, EventMapper.SOURCE_NAMES).values(stored);
        List<Object> outcomes = new ArrayList<>();
        while (values.hasNext()) {
            switch (values.next()) {
                case Event(int index, var event, var _) ->
                    outcomes.add(mapper.map(event, object, index, index == 0 && !values.hasNext()));
                case Reject reject -> outcomes.add(reject);
            }
        }
        return outcomes;
    }
}
