package clickstream.load;

import static clickstream.load.TestingRows.HOUR;
import static clickstream.load.TestingRows.event;
import static clickstream.load.TestingRows.object;
import static clickstream.load.TestingRows.reject;
import static clickstream.load.TestingTarget.add;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.NameOrder;
import clickstream.event.NameRange;
import clickstream.event.RunId;
import clickstream.event.SkipReason;
import clickstream.testing.TestingCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {

    private static final Comparator<FinishedObject> ORDER = Comparator.comparing(
                    FinishedObject::name, NameOrder.UTF_8_BYTES)
            .thenComparing(FinishedObject::etag, NameOrder.UTF_8_BYTES);

    private final TestingTarget target = new TestingTarget();
    private final Ledger ledger = new Ledger(target.sql());

    @AfterEach
    void drop() {
        target.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1_000, 1_001, 2_000, 2_500})
    void pagesMissNothingAndRepeatNothing(int objects) {
        List<FinishedObject> expected = new ArrayList<>();
        for (int number = 0; number < objects; number++) {
            expected.add(new FinishedObject("event-%05d".formatted(number), "e"));
        }
        finish(HOUR, expected);

        assertThat(names(HOUR, NameRange.ALL)).isEqualTo(expected);
    }

    /** PostgreSQL here sorts as ICU's en-US does unless it is told otherwise. */
    @Test
    void namesOfAllKindsComeInTheOrderOfTheirBytes() {
        List<FinishedObject> expected = Stream.of(
                        "",
                        "A",
                        "B",
                        "Z",
                        "_",
                        "a",
                        "a b",
                        "a+b",
                        "a%20b",
                        "a&b",
                        "a\u0001",
                        "a/b",
                        "a-b",
                        "é",
                        "e\u0301",
                        "event-0",
                        "event-f",
                        "event-F",
                        "\uffff",
                        "😀",
                        "\ud800\udc00",
                        "~",
                        "\u007f",
                        "a'b",
                        "a\\b")
                .flatMap(name -> Stream.of("", "A", "a", "0-1").map(etag -> new FinishedObject(name, etag)))
                .filter(object -> !object.name().isEmpty() || !object.etag().isEmpty())
                .sorted(ORDER)
                .toList();
        finish(HOUR, expected);

        assertThat(names(HOUR, NameRange.ALL)).isEqualTo(expected);
    }

    @Test
    void aRangeBeginsBehindItsFirstNameAndEndsWithItsLastAllVersionsIncluded() {
        List<FinishedObject> all = Stream.of("A", "a", "b", "c", "😀")
                .flatMap(name -> Stream.of("1", "2").map(etag -> new FinishedObject(name, etag)))
                .toList();
        finish(HOUR, all);

        assertThat(names(HOUR, new NameRange("a", "c"))).isEqualTo(all.subList(4, 8));
        assertThat(names(HOUR, new NameRange(null, "a"))).isEqualTo(all.subList(0, 4));
        assertThat(names(HOUR, new NameRange("c", null))).isEqualTo(all.subList(8, 10));
        assertThat(names(HOUR, new NameRange("b2", "b3"))).isEmpty();
    }

    @Test
    void aPageThatEndsBetweenTwoVersionsOfANameIsFollowedByTheOther() {
        List<FinishedObject> all = new ArrayList<>();
        all.add(new FinishedObject("0", "e"));
        for (int number = 0; number < 1_200; number++) {
            all.add(new FinishedObject("event-%05d".formatted(number), "1"));
            all.add(new FinishedObject("event-%05d".formatted(number), "2"));
        }
        finish(HOUR, all);

        assertThat(names(HOUR, NameRange.ALL)).isEqualTo(all);
        assertThat(names(HOUR, new NameRange("event-00099", "event-01099"))).isEqualTo(all.subList(201, 2_201));
    }

    @Test
    void hoursDoNotMix() {
        finish(HOUR, List.of(new FinishedObject("a", "e")));
        finish(HOUR.plus(1), List.of(new FinishedObject("b", "e")));

        assertThat(names(HOUR, NameRange.ALL)).containsExactly(new FinishedObject("a", "e"));
        assertThat(names(HOUR.plus(2), NameRange.ALL)).isEmpty();
    }

    @Test
    void behindItsEndItHasNothing() {
        Iterator<FinishedObject> none = ledger.finishedObjects(HOUR, NameRange.ALL, RunId.NONE);
        assertThat(none.hasNext()).isFalse();
        Assertions.assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void whatARunHasFinishedIsTheSumOfItsObjects() {
        target.load(1, chunk -> {
            add(chunk, object("a"), event(1), event(2), event(1), event(2, "other"));
            add(chunk, object("b"), reject(0, "x"), reject(1, "y"));
            chunk.skip(object("_"), SkipReason.HIDDEN);
            chunk.skip(object("."), SkipReason.HIDDEN);
        });
        target.load(2, chunk -> add(chunk, object("c"), event(1)));
        target.load(1, chunk -> add(chunk, object(HOUR.plus(1), "d", "e"), event(1)));

        assertThat(ledger.finishedBy(HOUR, new RunId(1)))
                .isEqualTo(TestingCounts.of(
                        "1 loaded + 2 skipped + 1 rejected",
                        "6 read = 2 inserted + 1 duplicate + 1 conflicting + 2 rejected"));
        assertThat(target.lines("""
                SELECT count(*), sum((outcome = 'loaded')::int), sum((outcome = 'skipped')::int), sum(events), sum(inserted),
                       sum(duplicate), sum(conflicting), sum(rejected)
                FROM etl.object_ledger WHERE load_run = 1 AND hour = '2026-11-20 13:00+00'""")).containsExactly("(4,1,2,6,2,1,1,2)");
        assertThat(ledger.finishedBy(HOUR, new RunId(3))).isEqualTo(LoadCounts.NONE);
    }

    private void finish(Hour hour, List<FinishedObject> objects) {
        target.load(chunk ->
                objects.forEach(object -> chunk.skip(object(hour, object.name(), object.etag()), SkipReason.HIDDEN)));
    }

    private List<FinishedObject> names(Hour hour, NameRange range) {
        List<FinishedObject> names = new ArrayList<>();
        ledger.finishedObjects(hour, range, RunId.NONE).forEachRemaining(names::add);
        return names;
    }
}
