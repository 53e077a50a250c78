package clickstream.list;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.event.NameOrder;
import clickstream.event.NameRange;
import clickstream.s3.RawBucket;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingBucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeySpaceTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    /** Before, between and after the random names, and what else a key can hold; the empty name is the hour's folder marker. */
    private static final List<String> FOREIGN = List.of(
            "",
            "\u0001",
            "\n",
            " ",
            "+",
            "_SUCCESS",
            "EVENT-00000000.json",
            "Event-80000000.json",
            "a",
            "event",
            "event-",
            "event-\u0001",
            "event-\t",
            "event-/x",
            "event-0",
            "event-00000000",
            "event-0A",
            "event-7",
            "event-7FFFFFFF-upper",
            "event-80000000",
            "event-80000000\u0001",
            "event-9:",
            "event-9Z",
            "event-A0000000",
            "event-F",
            "event-f",
            "event-ffffffff",
            "event-ffffffff-ffff-ffff-ffff-ffffffffffff.json",
            "event-g",
            "event-~",
            "event-đ",
            "event.json",
            "event_",
            "folder/",
            "folder/event-80000000.json",
            "~",
            "\u0080",
            "đồng hồ",
            "\uFFFD",
            "\uD83D\uDE00",
            "\uDBFF\uDFFF");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 13, 16, 31, 32, 33, 63, 64, 255, 256})
    void everyNameFallsIntoExactlyOneRange(int count) {
        List<NameRange> ranges = KeySpace.cut(count);
        assertThat(ranges).hasSize(count);
        assertThat(names(count, ranges))
                .allSatisfy(name -> assertThat(ranges.stream().filter(range -> contains(range, name)))
                        .as("ranges with %s", name)
                        .hasSize(1));
    }

    @Test
    void rangesAreAdjacentAndOpenAtBothEnds() {
        IntStream.rangeClosed(1, 64).forEach(count -> {
            List<NameRange> ranges = KeySpace.cut(count);
            assertThat(ranges.getFirst().after()).isNull();
            assertThat(ranges.getLast().upTo()).isNull();
            for (int i = 1; i < count; i++) {
                assertThat(ranges.get(i).after()).isEqualTo(ranges.get(i - 1).upTo());
            }
        });
    }

    @Test
    void rangesOfRandomNamesAreAboutEquallyLong() {
        Random random = new Random(1);
        List<NameRange> ranges = KeySpace.cut(8);
        int[] lengths = new int[8];
        for (int i = 0; i < 80_000; i++) {
            String name = randomName(random);
            lengths[
                    IntStream.range(0, 8)
                            .filter(range -> contains(ranges.get(range), name))
                            .findFirst()
                            .orElseThrow()]++;
        }
        assertThat(lengths)
                .satisfies(all ->
                        IntStream.of(all).forEach(length -> assertThat(length).isBetween(9_500, 10_500)));
    }

    @Test
    void listingAllRangesIsListingTheHour() {
        Random random = new Random(2);
        List<String> names = new ArrayList<>(FOREIGN);
        for (int i = 0; i < 3_000; i++) {
            names.add(randomName(random));
        }
        try (SyntheticS3 s3 = SyntheticS3.start(new Named(names));
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket())) {
            ObjectListing listing = new ObjectListing(bucket);
            List<String> whole = names(listing, NameRange.ALL);
            assertThat(whole).hasSameSizeAs(names).isSortedAccordingTo(NameOrder.UTF_8_BYTES);
            for (int count : new int[] {2, 7, 64}) {
                List<String> union = new ArrayList<>();
                KeySpace.cut(count).forEach(range -> union.addAll(names(listing, range)));
                assertThat(union).containsExactlyElementsOf(whole);
            }
        }
    }

    @Test
    void listingRangesThatAreCutAtNamesIsListingTheHour() {
        try (SyntheticS3 s3 = SyntheticS3.start(new Named(FOREIGN));
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket())) {
            ObjectListing listing = new ObjectListing(bucket);
            List<String> union = new ArrayList<>();
            new KeySpace(listing, 1, 256).ranges(HOUR).forEach(range -> union.addAll(names(listing, range)));
            assertThat(union).hasSameSizeAs(FOREIGN).containsExactlyElementsOf(names(listing, NameRange.ALL));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // objects, per range, at most, least ranges, most ranges
        "0, 2000, 64, 1, 1",
        "1, 2000, 64, 1, 1",
        "1000, 2000, 64, 1, 1",
        "1000, 300, 64, 4, 4",
        "1001, 2000, 64, 1, 1",
        "25001, 2000, 64, 11, 15",
        "25001, 2000, 4, 4, 4",
        "25001, 1000, 64, 22, 29",
        "25001, 30000, 64, 1, 1",
        "25001, 2000, 1, 1, 1",
    })
    void thereAreAsManyRangesAsTheFirstPageLetsExpect(int objects, int perRange, int most, int atLeast, int atMost) {
        Random random = new Random(objects);
        List<String> names = IntStream.range(0, objects)
                .mapToObj(object -> randomName(random))
                .toList();
        assertThat(ranges(names, perRange, most)).hasSizeBetween(atLeast, atMost);
    }

    @Test
    void aThousandForeignNamesInFrontDoNotHideTheRandomOnes() {
        Random random = new Random(3);
        List<String> names = new ArrayList<>();
        IntStream.range(0, 1_000).forEach(i -> names.add("_%04d".formatted(i)));
        IntStream.range(0, 25_001).forEach(i -> names.add(randomName(random)));
        assertThat(ranges(names, 2_000, 64)).hasSizeBetween(11, 15);
    }

    @Test
    void aFewForeignNamesBetweenTheRandomOnesDoNotMislead() {
        Random random = new Random(4);
        List<String> names = new ArrayList<>(FOREIGN);
        IntStream.range(0, 25_001).forEach(i -> names.add(randomName(random)));
        assertThat(ranges(names, 2_000, 64)).hasSizeBetween(11, 15);
    }

    @Test
    void aFewLargeObjectsAreDividedByTheirBytesWhateverTheirNames() {
        List<String> names = IntStream.range(0, 20)
                .mapToObj("events-%06d.json.gz"::formatted)
                .toList();
        List<NameRange> ranges = ranges(new Named(names, List.of(600 * 1024)), 2_000, 4);
        assertThat(ranges.stream()
                        .map(range -> names.stream()
                                .filter(name -> contains(range, name))
                                .count()))
                .containsExactly(5L, 5L, 5L, 5L);
    }

    @Test
    void anObjectThatOutweighsAllOthersHasARangeOfItsOwn() {
        List<String> names = List.of("a.json", "b.json", "c.json", "d.json");
        List<NameRange> ranges = ranges(new Named(names, List.of(10, 10, 4_000_000, 10)), 2_000, 4);
        assertThat(ranges).containsExactly(new NameRange(null, "c.json"), new NameRange("c.json", null));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10, 64, 256})
    void everyNameFallsIntoExactlyOneRangeThatIsCutAtNames(int most) {
        List<String> names = FOREIGN.stream().sorted(NameOrder.UTF_8_BYTES).toList();
        List<NameRange> ranges = ranges(new Named(names, List.of(3_000)), 1, most);
        assertThat(ranges).hasSize(Math.min(most, names.size()));
        assertThat(names(most, ranges))
                .allSatisfy(name -> assertThat(ranges.stream().filter(range -> contains(range, name)))
                        .as("ranges with %s", name)
                        .hasSize(1));
    }

    private static List<NameRange> ranges(List<String> names, int perRange, int most) {
        return ranges(new Named(names), perRange, most);
    }

    private static List<NameRange> ranges(Named objects, int perRange, int most) {
        try (SyntheticS3 s3 = SyntheticS3.start(objects);
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket())) {
            List<NameRange> ranges = new KeySpace(new ObjectListing(bucket), perRange, most).ranges(HOUR);
            assertThat(s3.counts().lists()).isBetween(1L, 2L);
            return ranges;
        }
    }

    private static List<String> names(ObjectListing listing, NameRange range) {
        List<String> names = new ArrayList<>();
        listing.objects(HOUR, range).forEachRemaining(object -> names.add(object.name()));
        return names;
    }

    /** Foreign and random names, every cut itself, and what stands directly before and behind it. */
    private static List<String> names(int seed, List<NameRange> ranges) {
        Random random = new Random(seed);
        List<String> names = new ArrayList<>(FOREIGN);
        for (int i = 0; i < 300; i++) {
            names.add(randomName(random));
        }
        for (NameRange range : ranges) {
            String cut = range.upTo();
            if (cut != null && !cut.isEmpty()) {
                names.add(cut);
                names.add(cut + "\u0001");
                names.add(cut + "\uDBFF\uDFFF");
                names.add(cut.substring(0, cut.length() - 1));
                names.add(cut.substring(0, cut.length() - 1) + (char) (cut.charAt(cut.length() - 1) - 1)
                        + "\uDBFF\uDFFF");
            }
        }
        return names;
    }

    /** By the definition of a range, and not by {@link NameRange#endsBefore}. */
    private static boolean contains(NameRange range, String name) {
        @Nullable String after = range.after();
        @Nullable String upTo = range.upTo();
        return (after == null || NameOrder.UTF_8_BYTES.compare(after, name) < 0)
                && (upTo == null || NameOrder.UTF_8_BYTES.compare(name, upTo) <= 0);
    }

    private static String randomName(Random random) {
        return "event-%s.json".formatted(new UUID(random.nextLong(), random.nextLong()));
    }

    /** Objects of sizes that are repeated as often as need be. */
    private record Named(List<String> keys, List<Integer> sizes) implements SyntheticS3.Contents {

        Named(List<String> names) {
            this(names, List.of(100));
        }

        Named {
            keys = keys.stream()
                    .sorted(NameOrder.UTF_8_BYTES)
                    .map(HOUR.prefix()::concat)
                    .toList();
        }

        @Override
        public int size() {
            return keys.size();
        }

        @Override
        public String key(int index) {
            return keys.get(index);
        }

        @Override
        public byte[] bytes(int index) {
            return new byte[sizes.get(index % sizes.size())];
        }
    }
}
