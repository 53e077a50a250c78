package clickstream.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.NameRange;
import clickstream.list.ObjectListing;
import clickstream.testing.ConnectionServer;
import clickstream.testing.TestingBucket;
import clickstream.testing.TestingS3;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static final String USUAL = "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 4\r\n\r\nbody";
    private static final ListedObject FOUR_BYTES = new ListedObject(HOUR, "event-1.json", "1", 4, HOUR.start());

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

    @ParameterizedTest
    @ValueSource(strings = {"http.proxyHost", "https.proxyHost"})
    void whatMayGoByAProxyOfTheJvmIsLeftToTheClient(String property) {
        System.setProperty(property, "proxy.example");
        try {
            assertThat(DirectGet.of(bucket.client(), "raw", TIMEOUT, Map.of())).isNull();
        } finally {
            System.clearProperty(property);
        }
    }

    /** Answers that HTTP allows, before or in place of the usual one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n" + USUAL,
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + USUAL,
                "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nETag: \"1\"\r\n\r\nbody",
            })
    void anAnswerInAnotherFormIsLeftToTheClientAndItsConnectionIsNotUsedAgain(String answer) throws IOException {
        try (RawAnswers server = new RawAnswers(answer, USUAL);
                RawBucket there = server.bucket()) {
            DirectGet directGet = directGet(there);
            assertThat(directGet.bytes(FOUR_BYTES, DirectGetTest::nothing)).isNull();
            for (int i = 0; i < 3; i++) {
                assertThat(directGet.bytes(FOUR_BYTES, DirectGetTest::nothing))
                        .asString(UTF_8)
                        .isEqualTo("body");
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatTheServerWillCloseIsNotUsedAgain() throws IOException {
        String last = USUAL.replace("ETag", "Connection: close\r\nETag");
        try (RawAnswers server = new RawAnswers(last, USUAL);
                RawBucket there = server.bucket()) {
            DirectGet directGet = directGet(there);
            for (int i = 0; i < 3; i++) {
                assertThat(directGet.bytes(FOUR_BYTES, DirectGetTest::nothing))
                        .asString(UTF_8)
                        .isEqualTo("body");
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static void nothing() {
        // Who asks for less is not asked here.
    }

    private DirectGet directGet() {
        return directGet(bucket);
    }

    private static DirectGet directGet(RawBucket bucket) {
        return Objects.requireNonNull(DirectGet.of(bucket.client(), bucket.name(), TIMEOUT, Map.of()));
    }

    private ListedObject put(String name) {
        S3.put(HOUR.prefix() + name, BYTES);
        return new ObjectListing(bucket).objects(HOUR, NameRange.ALL).next();
    }

    /** A server that gives its first connection one answer, whatever it is asked, and all others another one; it closes none. */
    private static final class RawAnswers implements AutoCloseable {

        private final ConnectionServer server = ConnectionServer.open();
        private final AtomicInteger accepted = new AtomicInteger();

        RawAnswers(String first, String others) {
            server.serve(socket -> serve(socket, accepted.incrementAndGet() == 1 ? first : others));
        }

        private static void serve(Socket socket, String answer) {
            try (socket;
                    BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.isEmpty()) {
                        socket.getOutputStream().write(answer.getBytes(UTF_8));
                    }
                }
            } catch (IOException e) {
                // The client has gone.
            }
        }

        int connections() {
            return accepted.get();
        }

        RawBucket bucket() {
            return TestingBucket.open(URI.create("http://127.0.0.1:" + server.port()), "raw-events", 4, 2, TIMEOUT);
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
