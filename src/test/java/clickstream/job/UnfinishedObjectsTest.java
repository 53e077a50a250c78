package clickstream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.NameOrder;
import clickstream.load.FinishedObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnfinishedObjectsTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void areWhatIsListedMinusWhatIsFinished(int seed) {
        Random random = new Random(seed);
        List<ListedObject> listed = new ArrayList<>();
        List<FinishedObject> finished = new ArrayList<>();
        double inListing = random.nextDouble();
        double inLedger = random.nextDouble();
        for (String name : names(random)) {
            if (random.nextDouble() < inListing) {
                listed.add(object(name, "e" + random.nextInt(3)));
            }
            for (int version = 0; version < 3; version++) {
                if (random.nextDouble() < inLedger) {
                    finished.add(new FinishedObject(name, "e" + version));
                }
            }
        }
        List<ListedObject> expected = listed.stream()
                .filter(object -> !finished.contains(new FinishedObject(object.name(), object.etag())))
                .toList();

        UnfinishedObjects unfinished = new UnfinishedObjects(listed.iterator(), finished.iterator());
        assertThat(unfinished).toIterable().containsExactlyElementsOf(expected);
        assertThat(unfinished.listedCount()).isEqualTo(listed.size());
        assertThat(unfinished.finishedCount()).isEqualTo(listed.size() - expected.size());
    }

    @Test
    void anotherVersionOfAFinishedNameIsUnfinished() {
        assertThat(unfinished(
                        List.of(object("a", "new"), object("b", "second"), object("c", "x")),
                        List.of(
                                new FinishedObject("a", "old"),
                                new FinishedObject("b", "first"),
                                new FinishedObject("b", "second"),
                                new FinishedObject("b", "third"),
                                new FinishedObject("c", "w"),
                                new FinishedObject("c", "y"))))
                .toIterable()
                .extracting(ListedObject::name)
                .containsExactly("a", "c");
    }

    @Test
    void namesInTheLedgerThatAreNoLongerListedArePassed() {
        assertThat(unfinished(
                        List.of(object("c", "1"), object("e", "1")),
                        Stream.of("a", "b", "c", "d", "f", "g")
                                .map(name -> new FinishedObject(name, "1"))
                                .toList()))
                .toIterable()
                .extracting(ListedObject::name)
                .containsExactly("e");
    }

    @Test
    void namesBeyondTheBasicPlaneDoNotBreakTheMerge() {
        // Java's own order of strings has them the other way round.
        assertThat(unfinished(
                        List.of(object("\uFFFD", "1"), object("\uD83D\uDE00", "1")),
                        List.of(new FinishedObject("\uFFFD", "1"), new FinishedObject("\uD83D\uDE00", "1"))))
                .isExhausted();
    }

    @Test
    void pullsNothingAheadOfWhatIsAskedFor() {
        AtomicInteger listed = new AtomicInteger();
        AtomicInteger finished = new AtomicInteger();
        Iterator<ListedObject> names = counted(listed, number -> object("%09d".formatted(number), "1"));
        Iterator<FinishedObject> ledger =
                counted(finished, number -> new FinishedObject("%09d".formatted(3 * number), "1"));
        UnfinishedObjects unfinished = new UnfinishedObjects(names, ledger);
        assertThat(listed).hasValue(0);
        assertThat(finished).hasValue(0);
        for (int i = 1; i <= 1_000; i++) {
            unfinished.next();
            // Two of three listed are unfinished; one row of the ledger is held to compare with.
            assertThat(listed.get()).isEqualTo(i + (i + 1) / 2);
            assertThat(finished.get()).isLessThanOrEqualTo(listed.get() / 3 + 2);
        }
        assertThat(unfinished.listedCount()).isEqualTo(listed.get());
    }

    @Test
    void askingTwiceWhetherThereIsMoreSkipsNothing() {
        UnfinishedObjects unfinished = unfinished(List.of(object("a", "1"), object("b", "1")), List.of());
        assertThat(unfinished.hasNext()).isTrue();
        assertThat(unfinished.hasNext()).isTrue();
        assertThat(unfinished.listedCount()).isEqualTo(1);
        assertThat(unfinished.next().name()).isEqualTo("a");
        assertThat(unfinished.next().name()).isEqualTo("b");
        assertThat(unfinished.hasNext()).isFalse();
        assertThatThrownBy(unfinished::next).isInstanceOf(NoSuchElementException.class);
    }

    private static UnfinishedObjects unfinished(List<ListedObject> listed, List<FinishedObject> finished) {
        return new UnfinishedObjects(
                listed.iterator(),
                finished.stream()
                        .sorted(Comparator.comparing(FinishedObject::name, NameOrder.UTF_8_BYTES)
                                .thenComparing(FinishedObject::etag))
                        .iterator());
    }

    private static Set<String> names(Random random) {
        Set<String> names = new TreeSet<>(NameOrder.UTF_8_BYTES);
        for (int i = random.nextInt(60); i > 0; i--) {
            StringBuilder name = new StringBuilder();
            for (int length = random.nextInt(3); length > 0; length--) {
                name.appendCodePoint(new int[] {'a', 'b', 0x111, 0xFFFD, 0x1F600}[random.nextInt(5)]);
            }
            names.add(name.toString());
        }
        return names;
    }

    private static ListedObject object(String name, String etag) {
        return new ListedObject(HOUR, name, etag, 1, HOUR.start());
    }

    private interface Numbered<T> {
        T at(int number);
    }

    private static <T> Iterator<T> counted(AtomicInteger count, Numbered<T> values) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public T next() {
                return values.at(count.getAndIncrement());
            }
        };
    }
}
