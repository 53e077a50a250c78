package clickstream.list;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.event.ExplainedException;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.NameOrder;
import clickstream.event.NameRange;
import clickstream.s3.RawBucket;
import clickstream.testing.TestingBucket;
import clickstream.testing.TestingS3;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

class ObjectListingTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final TestingS3 S3 = TestingS3.start();

    private final ObjectListing listing = new ObjectListing(TestingBucket.open(S3.endpoint(), S3.bucket()));

    @AfterAll
    static void stop() {
        S3.close();
    }

    @BeforeEach
    void empty() {
        S3.keys("").forEach(S3::delete);
        S3.counts().reset();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1_000, 1_001, 2_500})
    void listsAllObjectsOfTheHourInOrder(int count) {
        Map<String, byte[]> objects = new HashMap<>();
        for (int i = 0; i < count; i++) {
            objects.put(HOUR.prefix() + "event-%05d.json".formatted(i), new byte[0]);
        }
        S3.putAll(objects);
        assertThat(listed(NameRange.ALL))
                .extracting(ListedObject::name)
                .hasSize(count)
                .isSortedAccordingTo(NameOrder.UTF_8_BYTES)
                .doesNotHaveDuplicates();
        assertThat(S3.counts().lists()).isEqualTo(Math.max(1, Math.ceilDiv(count, 1_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"event-00500.json", "!", "a", "\u00e9", "folder/", "", "event-\uD83D\uDE00", "a\nb"})
    void tellsWhichOfSomeNamesAreListedNow(String name) {
        Map<String, byte[]> objects = new HashMap<>();
        for (int number = 0; number < 3; number++) {
            objects.put(HOUR.prefix() + name + number, new byte[0]);
        }
        objects.put(HOUR.prefix() + name, new byte[] {1});
        objects.put(HOUR.plus(1).prefix() + name + "gone", new byte[0]);
        S3.putAll(objects);

        assertThat(listing.listed(HOUR, List.of(name, name + 2, name + "gone", name + 10)))
                .containsExactlyInAnyOrder(name, name + 2);
        assertThat(listing.listed(HOUR, List.of(name))).containsExactly(name);
        assertThat(listing.listed(HOUR, List.of(name + 1, name + 10))).containsExactly(name + 1);
        assertThat(listing.listed(HOUR, List.of())).isEmpty();
        assertThat(S3.counts().lists()).isEqualTo(3);
    }

    @Test
    void listsTheHourAndNothingAround() {
        for (Hour hour : List.of(HOUR.plus(-1), HOUR, HOUR.plus(1), HOUR.plus(24))) {
            S3.put(hour.prefix() + "x", new byte[0]);
        }
        S3.put("events/2026/11/20/13", new byte[0]);
        S3.put("events/2026/11/20/130", new byte[0]);
        S3.put("2026/11/20/13/x", new byte[0]);
        assertThat(listed(NameRange.ALL)).extracting(ListedObject::key).containsExactly("events/2026/11/20/13/x");
    }

    @Test
    void saysWhatS3Knows() {
        Instant modified = Instant.parse("2026-11-20T13:00:01Z");
        S3.put(HOUR.prefix() + "x", "hello".getBytes(UTF_8), modified);
        assertThat(listed(NameRange.ALL))
                .containsExactly(new ListedObject(HOUR, "x", "5d41402abc4b2a76b9719d911017c592", 5, modified));
    }

    @Test
    void aRangeBeginsBehindItsFirstNameAndEndsWithItsLast() {
        for (String name : List.of("", "a", "b", "b\u0001", "c", "d")) {
            S3.put(HOUR.prefix() + name, new byte[0]);
        }
        assertThat(listed(new NameRange("a", "c")))
                .extracting(ListedObject::name)
                .containsExactly("b", "b\u0001", "c");
        assertThat(listed(new NameRange(null, "a")))
                .extracting(ListedObject::name)
                .containsExactly("", "a");
        assertThat(listed(new NameRange("b", null)))
                .extracting(ListedObject::name)
                .containsExactly("b\u0001", "c", "d");
        assertThat(listed(new NameRange("", "a")))
                .extracting(ListedObject::name)
                .containsExactly("a");
        assertThat(listed(new NameRange("e", "f"))).isEmpty();
    }

    @Test
    void asksForAPageWhenTheOneBeforeIsUsedUpAndForNoneBehindTheRange() {
        for (int i = 0; i < 50; i++) {
            S3.put(HOUR.prefix() + "%02d".formatted(i), new byte[0]);
        }
        ObjectListing tens = new ObjectListing(TestingBucket.open(S3.endpoint(), S3.bucket()), 10);
        Iterator<ListedObject> objects = tens.objects(HOUR, new NameRange("04", "19"));
        assertThat(S3.counts().lists()).isZero();
        for (int i = 5; i < 15; i++) {
            assertThat(objects.next().name()).isEqualTo("%02d".formatted(i));
        }
        assertThat(S3.counts().lists()).isEqualTo(1);
        assertThat(objects).toIterable().hasSize(5);
        assertThat(S3.counts().lists()).isEqualTo(2);
        assertThat(objects.hasNext()).isFalse();
        assertThatThrownBy(objects::next).isInstanceOf(NoSuchElementException.class);
        assertThat(S3.counts().lists()).isEqualTo(2);
    }

    @Test
    void anObjectThatArrivesWhileItsHourIsListedDisturbsNoOther() {
        for (int i = 0; i < 30; i++) {
            S3.put(HOUR.prefix() + "%02d".formatted(i), new byte[0]);
        }
        ObjectListing tens = new ObjectListing(TestingBucket.open(S3.endpoint(), S3.bucket()), 10);
        Iterator<ListedObject> objects = tens.objects(HOUR, NameRange.ALL);
        List<String> names = new ArrayList<>(List.of(objects.next().name()));
        S3.put(HOUR.prefix() + "05-late", new byte[0]);
        S3.put(HOUR.prefix() + "15-late", new byte[0]);
        S3.delete(HOUR.prefix() + "09");
        objects.forEachRemaining(object -> names.add(object.name()));
        assertThat(names).hasSize(31).contains("15-late", "29").isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aMissingBucketIsNamed() {
        ObjectListing missing = new ObjectListing(new RawBucket(S3.client(), "no-such-bucket"));
        assertThatThrownBy(() -> missing.objects(HOUR, NameRange.ALL).hasNext())
                .isInstanceOf(ExplainedException.class)
                .hasMessageStartingWith("Failed to list s3://no-such-bucket/events/2026/11/20/13/: ")
                .hasMessageContaining("404")
                .message()
                .hasLineCount(1);
    }

    @Test
    void wrongCredentialsAreSaidToBeWrong() {
        try (S3Client stranger = S3.clientWithSecret("wrong")) {
            ObjectListing refused = new ObjectListing(new RawBucket(stranger, S3.bucket()));
            assertThatThrownBy(() -> refused.objects(HOUR, NameRange.ALL).hasNext())
                    .isInstanceOf(ExplainedException.class)
                    .hasMessageStartingWith("Failed to list s3://raw-events/events/2026/11/20/13/: ")
                    .hasMessageContaining("signature")
                    .hasMessageContaining("403")
                    .message()
                    .hasLineCount(1);
        }
    }

    private List<ListedObject> listed(NameRange range) {
        List<ListedObject> objects = new ArrayList<>();
        listing.objects(HOUR, range).forEachRemaining(objects::add);
        return objects;
    }
}
