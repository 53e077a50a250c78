package clickstream.load;

import static clickstream.load.TestingRows.event;
import static clickstream.load.TestingRows.object;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.LoadCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConcurrentLoadsTest {

    private static final int AT_ONCE = 4;

    private final TestingTarget target = new TestingTarget();

    @AfterEach
    void drop() {
        target.close();
    }

    /** Of 900 the ids go in one statement, sorted; of 6,000 in several, which are sorted each for itself only. */
    @ParameterizedTest
    @ValueSource(ints = {900, 6_000})
    void loadsOfTheSameIdsInAnyOrderNeverDeadlock(int ids) throws Exception {
        for (int round = 0; round < 4; round++) {
            int first = round * ids;
            CyclicBarrier start = new CyclicBarrier(AT_ONCE);
            long inserted = 0;
            long duplicate = 0;
            try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
                List<Future<LoadCounts>> loads = IntStream.range(0, AT_ONCE)
                        .mapToObj(loader -> threads.submit(() -> {
                            List<Integer> numbers = new ArrayList<>(
                                    IntStream.range(0, ids).boxed().toList());
                            Collections.shuffle(numbers, new Random(loader));
                            start.await();
                            return target.load(chunk -> {
                                chunk.begin(object("loader-%d-%d".formatted(loader, first)));
                                for (int index = 0; index < ids; index++) {
                                    chunk.event(event(first + numbers.get(index)), index);
                                }
                                chunk.end();
                            });
                        }))
                        .toList();
                for (Future<LoadCounts> load : loads) {
                    LoadCounts counts = load.get();
                    inserted += counts.events().inserted();
                    duplicate += counts.events().duplicate();
                }
            }
            assertThat(inserted).isEqualTo(ids);
            assertThat(duplicate).isEqualTo((AT_ONCE - 1L) * ids);
        }
    }
}
