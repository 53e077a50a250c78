package clickstream.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.NameRange;
import clickstream.list.ObjectListing;
import clickstream.testing.TestingBucket;
import clickstream.testing.TestingS3;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a server that checks signatures. */
class DirectGetTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final byte[] BYTES = "{\"eventName\":\"click\"}".getBytes(UTF_8);
    private static final TestingS3 S3 = TestingS3.start();

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final RawBucket bucket = TestingBucket.open(S3.endpoint(), S3.bucket(), 4, 2, TIMEOUT);

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
    @ValueSource(strings = {"event-1.json", "part-0/A_b.c..d-9.json.gz", "7"})
    void anObjectThatIsAsListedIsReadByOneRequest(String name) {
        assertThat(directGet().bytes(put(name), DirectGetTest::nothing)).isEqualTo(BYTES);
        assertThat(S3.counts().gets()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a+b", "é", "a/../b", "a/./b", "a//b", "a%20b", "a/", "~a", "a=b", "a:b"})
    void aKeyThatMayChangeOnTheWayIsLeftToTheClient(String name) {
        ListedObject object = new ListedObject(HOUR, name, "0", BYTES.length, HOUR.start());
        assertThat(directGet().bytes(object, DirectGetTest::nothing)).isNull();
        assertThat(S3.counts().gets()).isZero();
    }

    @Test
    void anotherVersionIsLeftToTheClient() {
        ListedObject listed = put("event-1.json");
        S3.put(listed.key(), "{\"eventName\":\"other\"}".getBytes(UTF_8));
        assertThat(directGet().bytes(listed, DirectGetTest::nothing)).isNull();
    }

    @Test
    void whatIsNotThereAnyMoreIsLeftToTheClient() {
        ListedObject listed = put("event-1.json");
        S3.delete(listed.key());
        assertThat(directGet().bytes(listed, DirectGetTest::nothing)).isNull();
    }

    @Test
    void oneThatWasOfNoUseKeepsNoConnection() {
        ListedObject listed = put("event-1.json");
        ListedObject other = new ListedObject(HOUR, listed.name(), "other", listed.size(), HOUR.start());
        DirectGet directGet = directGet();
        for (int i = 0; i < 10; i++) {
            assertThat(directGet.bytes(other, DirectGetTest::nothing)).isNull();
        }
        assertThat(directGet.bytes(listed, DirectGetTest::nothing)).isEqualTo(BYTES);
    }

    @Test
    void afterTwentyInARowThatWereOfNoUseAllIsLeftToTheClient() {
        ListedObject listed = put("event-1.json");
        ListedObject other = new ListedObject(HOUR, listed.name(), "other", listed.size(), HOUR.start());
        DirectGet directGet = directGet();
        for (int i = 1; i < 20; i++) {
            directGet.bytes(other, DirectGetTest::nothing);
        }
        assertThat(directGet.bytes(listed, DirectGetTest::nothing)).isEqualTo(BYTES);
        for (int i = 1; i <= 20; i++) {
            directGet.bytes(other, DirectGetTest::nothing);
        }
        long asked = S3.counts().gets();
        assertThat(directGet.bytes(listed, DirectGetTest::nothing)).isNull();
        assertThat(S3.counts().gets()).isEqualTo(asked);
    }

    @Test
    void whatIsNotThereAnyMoreIsNoReasonToLeaveAllToTheClient() {
        ListedObject listed = put("event-1.json");
        ListedObject gone = new ListedObject(HOUR, "gone", listed.etag(), listed.size(), HOUR.start());
        DirectGet directGet = directGet();
        for (int i = 1; i <= 30; i++) {
            assertThat(directGet.bytes(gone, DirectGetTest::nothing)).isNull();
        }
        assertThat(directGet.bytes(listed, DirectGetTest::nothing)).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"arn:aws:s3:ap-southeast-1:123456789012:accesspoint/raw", "raw--apse1-az1--x-s3"})
    void bucketsOfOtherKindsAreLeftToTheClient(String name) {
        assertThat(DirectGet.of(bucket.client(), name, TIMEOUT, Map.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"})
    void whatMayGoByAProxyIsLeftToTheClient(String variable) {
        assertThat(DirectGet.of(bucket.client(), "raw", TIMEOUT, Map.of(variable, "http://proxy.example:3128")))
                .isNull();
        assertThat(DirectGet.of(bucket.client(), "raw", TIMEOUT, Map.of(variable, "")))
                .isNotNull();
    }

    private static void nothing() {
        // Who asks for less is not asked here.
    }

    private DirectGet directGet() {
        return Objects.requireNonNull(DirectGet.of(bucket.client(), bucket.name(), TIMEOUT, Map.of()));
    }

    private ListedObject put(String name) {
        S3.put(HOUR.prefix() + name, BYTES);
        return new ObjectListing(bucket).objects(HOUR, NameRange.ALL).next();
    }
}
