package clickstream.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.NameOrder;
import clickstream.event.NameRange;
import clickstream.fetch.Fetched.Body;
import clickstream.fetch.Fetched.Vanished;
import clickstream.list.ObjectListing;
import clickstream.s3.RawBucket;
import clickstream.testing.TestingBucket;
import clickstream.testing.TestingS3;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a key looks like, it is listed as it is and what lies under it is read. */
@Timeout(60)
class HostileNamesTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final TestingS3 S3 = TestingS3.start();

    @AfterAll
    static void stop() {
        S3.close();
    }

    @BeforeEach
    void empty() {
        S3.keys("").forEach(S3::delete);
    }

    @Test
    void comeBackFromTheListingExactlyAndAreRead() throws InterruptedException {
        List<String> names = Stream.concat(
                        Stream.of(
                                "a b",
                                " leading and trailing ",
                                "a+b",
                                "a%b",
                                "a%20b",
                                "a%2Bb",
                                "%",
                                "a&amp;b<c>\"d'",
                                "a=b&c=d",
                                "a?b#c",
                                "a\\b",
                                "line\nend",
                                "carriage\rreturn\r\n",
                                "tab\t",
                                "\u001B[31mred",
                                "\u007F\u0080\u0085\u2028",
                                "{$}[~]^`|",
                                "a,b;c:d@e",
                                "đồng hồ",
                                "do\u0302\u0300ng",
                                "\uFEFFmark",
                                "\uFFFD",
                                "\uFFFF",
                                "\uD83D\uDE00",
                                "\uDBFF\uDFFF",
                                "a*b",
                                "folder/event.json"),
                        // Every character of ASCII between two others; a slash is a folder, and some begin or end
                        // nothing.
                        IntStream.range(1, 128).filter(c -> c != '/').mapToObj(c -> "x" + (char) c + "y"))
                .distinct()
                .sorted(NameOrder.UTF_8_BYTES)
                .toList();
        names.forEach(name -> S3.put(HOUR.prefix() + name, name.getBytes(UTF_8)));

        List<String> listed = new ArrayList<>();
        List<String> bodies = new ArrayList<>();
        RawBucket bucket = TestingBucket.open(S3.endpoint(), S3.bucket());
        try (FetchAhead<ListedObject> ahead = TestingObjects.ahead(
                bucket, new FetchLimits(16, 1 << 20), 1_000, new ObjectListing(bucket).objects(HOUR, NameRange.ALL))) {
            for (Fetched fetched : TestingObjects.takeAll(ahead)) {
                listed.add(fetched.object().name());
                bodies.add(fetched instanceof Body body ? new String(body.bytes(), UTF_8) : fetched.toString());
            }
        }
        assertThat(listed).containsExactlyElementsOf(names);
        assertThat(bodies).containsExactlyElementsOf(names);
    }

    @Test
    void anObjectThatIsDeletedOrOverwrittenBetweenListingAndReadingIsToldFromTheOthers() throws InterruptedException {
        for (String name : List.of("a", "b", "c", "d")) {
            S3.put(HOUR.prefix() + name, name.getBytes(UTF_8));
        }
        RawBucket bucket = TestingBucket.open(S3.endpoint(), S3.bucket());
        List<ListedObject> listed = new ArrayList<>();
        new ObjectListing(bucket).objects(HOUR, NameRange.ALL).forEachRemaining(listed::add);
        S3.delete(HOUR.prefix() + "b");
        S3.put(HOUR.prefix() + "c", "overwritten".getBytes(UTF_8), HOUR.plus(1).start());

        try (FetchAhead<ListedObject> ahead =
                TestingObjects.ahead(bucket, new FetchLimits(16, 1 << 20), 1_000, listed.iterator())) {
            List<Fetched> all = TestingObjects.takeAll(ahead);
            assertThat(all).hasSize(4);
            assertThat(all.get(0).object()).isEqualTo(listed.get(0));
            assertThat(all.get(1)).isEqualTo(new Vanished(listed.get(1)));
            assertThat(all.get(2)).isInstanceOfSatisfying(Body.class, body -> {
                assertThat(body.bytes()).asString(UTF_8).isEqualTo("overwritten");
                assertThat(body.object().size()).isEqualTo("overwritten".length());
                assertThat(body.object().lastModified()).isEqualTo(HOUR.plus(1).start());
                assertThat(body.object().etag())
                        .isNotEqualTo(listed.get(2).etag())
                        .doesNotContain("\"");
            });
            assertThat(all.get(3).object()).isEqualTo(listed.get(3));

            // The next listing shows the version that was recorded, or it would be loaded once more.
            List<ListedObject> again = new ArrayList<>();
            new ObjectListing(bucket).objects(HOUR, new NameRange("b", "c")).forEachRemaining(again::add);
            assertThat(again).containsExactly(all.get(2).object());
        }
    }
}
