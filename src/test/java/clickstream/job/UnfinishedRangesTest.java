package clickstream.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.NameOrder;
import clickstream.event.NameRange;
import clickstream.event.RunId;
import clickstream.list.ObjectListing;
import clickstream.load.FinishedObject;
import clickstream.load.Ledger;
import clickstream.s3.RawBucket;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingBucket;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What holds of any names, any ledger and any cuts, through S3's protocol and PostgreSQL. The same seed gives the same ones.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class UnfinishedRangesTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    /** Neighbours in one order that are far apart in another; what a prefix, a continuation and a collation could trip over. */
    private static final int[] CHARACTERS = {
        0x01, '\n', ' ', '#', '%', '+', '-', '.', '/', '0', 'A', 'Z', '_', 'a', 'f', 'z', '~', 0x7f, 0xe9, 0x111, 0x301,
        0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x1f600, 0x10ffff
    };

    private final TestingDatabase database = TestingPostgres.shared().migratedDatabase();
    private final JdbcTemplate sql = new JdbcTemplate(database.dataSource());

    @AfterAll
    void drop() {
        database.close();
    }

    static IntStream seeds() {
        return IntStream.range(0, 8);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofAnySplitEveryKeyIsListedOnceAndTheDifferenceIsTheSetDifference(int seed) {
        Random random = new Random(seed);
        List<String> names = names(random, 50 + seed * seed * 32);
        try (SyntheticS3 s3 = SyntheticS3.start(new Keys(names));
                RawBucket bucket = TestingBucket.open(s3.endpoint(), s3.bucket())) {
            ObjectListing listing = new ObjectListing(bucket);
            List<ListedObject> listed = new ArrayList<>();
            listing.objects(HOUR, NameRange.ALL).forEachRemaining(listed::add);
            assertThat(listed).extracting(ListedObject::name).isEqualTo(names);

            Set<FinishedObject> finished = ledger(random, listed);
            List<ListedObject> unfinished = new ArrayList<>();
            long listedCount = 0;
            Ledger ledger = new Ledger(JdbcClient.create(sql));
            for (NameRange range : ranges(random, names)) {
                UnfinishedObjects difference = new UnfinishedObjects(
                        listing.objects(HOUR, range), ledger.finishedObjects(HOUR, range, RunId.NONE));
                difference.forEachRemaining(unfinished::add);
                listedCount += difference.listedCount();
            }

            assertThat(listedCount).isEqualTo(names.size());
            assertThat(unfinished)
                    .containsExactlyElementsOf(listed.stream()
                            .filter(object -> !finished.contains(new FinishedObject(object.name(), object.etag())))
                            .toList());
        }
    }

    /** Fills the ledger: of some names the version that is listed, of some another, of some both, and names that are not listed. */
    private Set<FinishedObject> ledger(Random random, List<ListedObject> listed) {
        sql.execute("TRUNCATE etl.object_ledger");
        Set<FinishedObject> finished = new HashSet<>();
        double share = random.nextDouble();
        for (ListedObject object : listed) {
            if (random.nextDouble() < share) {
                finished.add(new FinishedObject(object.name(), object.etag()));
            }
            if (random.nextInt(4) == 0) {
                finished.add(new FinishedObject(object.name(), random.nextBoolean() ? "" : "other"));
            }
            if (random.nextInt(8) == 0) {
                finished.add(new FinishedObject(object.name() + "\u0001", object.etag()));
            }
        }
        sql.batchUpdate(
                """
                INSERT INTO etl.object_ledger (hour, object_name, etag, size, last_modified, load_run, events, inserted, duplicate,
                                               conflicting, rejected, outcome)
                VALUES ('2026-11-20T13:00Z', ?, ?, 1, now(), 1, 1, 1, 0, 0, 0, 'loaded')
                """,
                finished.stream()
                        .map(object -> new Object[] {object.name(), object.etag()})
                        .toList());
        return finished;
    }

    /** Cut anywhere: at names, between them, before the first, behind the last. */
    private static List<NameRange> ranges(Random random, List<String> names) {
        Set<String> cuts = new TreeSet<>(NameOrder.UTF_8_BYTES);
        for (int cut = random.nextInt(12); cut > 0; cut--) {
            cuts.add(random.nextBoolean() ? name(random) : names.get(random.nextInt(names.size())));
        }
        cuts.remove("");
        List<NameRange> ranges = new ArrayList<>();
        @Nullable String after = null;
        for (String cut : cuts) {
            ranges.add(new NameRange(after, cut));
            after = cut;
        }
        ranges.add(new NameRange(after, null));
        return ranges;
    }

    private static List<String> names(Random random, int count) {
        Set<String> names = new TreeSet<>(NameOrder.UTF_8_BYTES);
        for (int i = 0; i < count; i++) {
            names.add(name(random));
        }
        return List.copyOf(names);
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder(random.nextBoolean() ? "event-" : "");
        for (int length = random.nextInt(1, 5); length > 0; length--) {
            name.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return name.toString();
    }

    private record Keys(List<String> names) implements SyntheticS3.Contents {

        @Override
        public int size() {
            return names.size();
        }

        @Override
        public String key(int index) {
            return HOUR.prefix() + names.get(index);
        }

        @Override
        public byte[] bytes(int index) {
            return names.get(index).getBytes(UTF_8);
        }
    }
}
