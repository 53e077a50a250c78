package clickstream.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.GetObserver;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.fetch.Fetched.Body;
import clickstream.fetch.Fetched.Failed;
import clickstream.fetch.Fetched.FailureKind;
import clickstream.fetch.Fetched.TooLarge;
import clickstream.fetch.Fetched.Vanished;
import clickstream.s3.RawBucket;
import clickstream.testing.FaultyS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What S3 and the network may answer to the request for one object. */
@Timeout(30)
class ObjectReaderTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final int MAX_OBJECT_SIZE = 1_000;
    private static final byte[] BODY = "{\"eventName\":\"click\"}".getBytes(UTF_8);
    private static final ListedObject LISTED = object("event-1.json", BODY.length);

    /** The request before those of the client. */
    private static final int QUICK = 1;

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger slowDowns = new AtomicInteger();

    @Test
    void whatWasListedIsRead() {
        Fetched fetched = read(exchange -> exchange.object("listed", BODY));
        assertBody(fetched, BODY);
        // As it was listed: HTTP's time of modification has no fractions of a second.
        assertThat(fetched.object()).isEqualTo(LISTED);
        assertThat(requests).as("the quick one").hasValue(QUICK);
    }

    @Test
    void whatWasOverwrittenSinceIsRecordedAsTheVersionThatWasRead() {
        byte[] newer = "{\"eventName\":\"page_view\"}".getBytes(UTF_8);
        Fetched fetched = read(exchange -> exchange.object("newer", newer));
        assertBody(fetched, newer);
        assertThat(fetched.object())
                .isEqualTo(new ListedObject(
                        HOUR, LISTED.name(), "newer", newer.length, Instant.parse("2026-11-20T13:45:00Z")));
    }

    @Test
    void whatWasDeletedSinceHasVanished() {
        assertThat(read(exchange -> exchange.error(404, "NoSuchKey", "The specified key does not exist.")))
                .isEqualTo(new Vanished(LISTED));
        assertThat(requests).hasValue(QUICK + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "DENIED, 403, AccessDenied, User: x is not authorized to perform: s3:GetObject",
        "OTHER, 403, InvalidObjectState, The operation is not valid for the object's storage class",
        "CALLER, 400, ExpiredToken, The provided token has expired.",
        "CALLER, 403, InvalidAccessKeyId, The AWS Access Key Id you provided does not exist in our records.",
        "CALLER, 404, NoSuchBucket, The specified bucket does not exist",
        "OTHER, 301, PermanentRedirect, The bucket you are attempting to access must be addressed using the specified endpoint.",
        "OTHER, 400, KeyTooLongError, Your key is too long",
    })
    void whatIsRefusedHasFailedForTheReasonThatS3GivesAndIsNotTriedAgain(
            FailureKind kind, int status, String code, String message) {
        assertFailed(read(exchange -> exchange.error(status, code, message)), kind, message);
        assertThat(requests).hasValue(QUICK + 1);
    }

    @Test
    void aCauseIsOneLine() {
        assertFailed(
                read(exchange -> exchange.error(403, "AccessDenied", "Access\r\nDenied\u0085 2026 ERROR forged")),
                FailureKind.DENIED,
                "forged");
    }

    @Test
    void whatHasGrownTooLargeSinceIsNotDownloaded() throws InterruptedException {
        CountDownLatch hungUp = new CountDownLatch(1);
        Fetched fetched = read(exchange -> {
            exchange.objectHead("grown", 5L << 30);
            try {
                for (byte[] megabyte = new byte[1 << 20]; ; ) {
                    exchange.write(megabyte);
                }
            } catch (IOException e) {
                hungUp.countDown();
            }
        });
        assertThat(fetched)
                .isEqualTo(new TooLarge(new ListedObject(
                        HOUR, LISTED.name(), "grown", 5L << 30, Instant.parse("2026-11-20T13:45:00Z"))));
        assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(requests).hasValue(QUICK + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MAX_OBJECT_SIZE - 1, MAX_OBJECT_SIZE})
    void aBodyOfAnySizeUpToTheLimitIsReadWhole(int size) {
        byte[] bytes = new byte[size];
        assertBody(read(object("event-1.json", size), exchange -> exchange.object("listed", bytes)), bytes);
    }

    @Test
    void aBodyThatBreaksOffIsReadAgain() {
        assertBody(
                read(exchange -> {
                    if (requests.get() == 1) {
                        exchange.object("listed", BODY.length, new byte[5]);
                    } else {
                        exchange.object("listed", BODY);
                    }
                }),
                BODY);
        assertThat(requests).hasValue(2);
    }

    @Test
    void aBodyThatAlwaysBreaksOffHasFailed() {
        assertFailed(
                read(exchange -> exchange.object("listed", BODY.length, new byte[5])),
                FailureKind.TRANSIENT,
                "broke off");
        assertThat(requests).hasValue(QUICK + 3);
    }

    @Test
    void aConnectionThatIsResetHalfwayIsTriedAgain() {
        assertBody(
                read(exchange -> {
                    if (requests.get() == 1) {
                        exchange.objectThenReset("listed", BODY.length, new byte[5]);
                    } else {
                        exchange.object("listed", BODY);
                    }
                }),
                BODY);
    }

    @Test
    void aConnectionThatIsAlwaysResetHasFailed() {
        assertFailed(
                read(exchange -> exchange.objectThenReset("listed", BODY.length, new byte[5])),
                FailureKind.TRANSIENT,
                "reset");
        assertThat(requests).hasValue(QUICK + 3);
    }

    @Test
    void aConnectionThatIsClosedWithoutAnAnswerIsTriedAgain() {
        assertBody(
                read(exchange -> {
                    if (requests.get() > 1) {
                        exchange.object("listed", BODY);
                    }
                }),
                BODY);
    }

    /** Neither a length nor an end in the protocol: what the listing says of the size is all there is to go by. */
    @Test
    void aBodyWithoutALengthThatIsShorterThanListedIsNotTakenForWhole() {
        assertFailed(
                read(exchange -> {
                    exchange.head(200, "ETag: \"listed\"");
                    exchange.write(new byte[5]);
                }),
                FailureKind.TRANSIENT,
                "5 of 21 bytes");
    }

    @Test
    void aBodyThatTricklesIsGivenUpAndTriedAgain() {
        assertBody(
                read(LISTED, 2, Duration.ofMillis(300), exchange -> {
                    exchange.objectHead("listed", BODY.length);
                    for (int i = 0; i < BODY.length; i++) {
                        exchange.write(new byte[] {BODY[i]});
                        Thread.sleep(requests.get() == 1 ? 100 : 0);
                    }
                }),
                BODY);
        assertThat(requests).hasValue(2);
    }

    @Test
    void aBodyThatAlwaysTricklesHasFailed() {
        assertFailed(
                read(LISTED, 2, Duration.ofMillis(200), exchange -> {
                    exchange.objectHead("listed", BODY.length);
                    for (byte b : BODY) {
                        exchange.write(new byte[] {b});
                        Thread.sleep(100);
                    }
                }),
                FailureKind.TRANSIENT,
                "200 millis");
        assertThat(requests).hasValue(QUICK + 2);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    @Timeout(10)
    void aHeadThatNeverEndsIsGivenUp() {
        assertFailed(
                read(LISTED, 2, Duration.ofMillis(200), exchange -> {
                    exchange.write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
                    for (int line = 0; line < 1_000; line++) {
                        exchange.write("X-Line: x\r\n".getBytes(UTF_8));
                        Thread.sleep(20);
                    }
                }),
                FailureKind.TRANSIENT,
                "200 millis");
        assertThat(requests).hasValue(QUICK + 2);
    }

    @ParameterizedTest
    @CsvSource({"503, SlowDown, 1", "500, InternalError, 0", "502, BadGateway, 0", "429, TooManyRequests, 1"})
    void whatPassesIsTriedAgain(int status, String code, int wishesForLess) {
        assertBody(
                read(exchange -> {
                    if (requests.get() == 1) {
                        exchange.error(status, code, "Please try again.");
                    } else {
                        exchange.object("listed", BODY);
                    }
                }),
                BODY);
        assertThat(requests).hasValue(2);
        assertThat(slowDowns).hasValue(wishesForLess);
    }

    @Test
    void whatDoesNotPassHasFailed() {
        assertFailed(
                read(
                        LISTED,
                        2,
                        Duration.ofSeconds(10),
                        exchange -> exchange.error(503, "SlowDown", "Please reduce your request rate.")),
                FailureKind.TRANSIENT,
                "Please reduce your request rate.");
        assertThat(requests).hasValue(QUICK + 2);
    }

    @Test
    void anErrorWithoutAWordOfXmlIsToldByItsStatus() {
        assertFailed(
                read(LISTED, 1, Duration.ofSeconds(10), exchange -> exchange.xml(503, "")),
                FailureKind.TRANSIENT,
                "503");
    }

    @Test
    void aGzippedBodyComesAsStored() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(BODY);
        }
        byte[] stored = zipped.toByteArray();
        assertBody(
                read(object("event-1.json.gz", stored.length), exchange -> {
                    exchange.head(
                            200, "ETag: \"listed\"\r\nContent-Encoding: gzip\r\nContent-Length: " + stored.length);
                    exchange.write(stored);
                }),
                stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/../b",
                "./a",
                "../../../x",
                "a//b",
                "/a",
                "a/./b",
                "a%2Fb",
                "a?b=c",
                "a#b",
                "a b",
                "a+b",
                "%2e%2e/x"
            })
    void theKeyIsAskedForAsItIs(String name) {
        List<String> asked = new ArrayList<>();
        read(object(name, BODY.length), exchange -> {
            asked.add(exchange.key());
            exchange.object("listed", BODY);
        });
        assertThat(asked).containsExactly(HOUR.prefix() + name);
    }

    private Fetched read(FaultyS3.Script script) {
        return read(LISTED, script);
    }

    private Fetched read(ListedObject object, FaultyS3.Script script) {
        return read(object, 3, Duration.ofSeconds(10), script);
    }

    private Fetched read(ListedObject object, int attempts, Duration attemptTimeout, FaultyS3.Script script) {
        try (FaultyS3 s3 = FaultyS3.start(exchange -> {
                    requests.incrementAndGet();
                    script.answer(exchange);
                });
                RawBucket bucket = s3.bucket(attempts, attemptTimeout)) {
            return new ObjectReader(bucket, MAX_OBJECT_SIZE, slowDowns::incrementAndGet, GetObserver.NONE).read(object);
        }
    }

    private static void assertBody(Fetched fetched, byte[] expected) {
        assertThat(fetched)
                .isInstanceOfSatisfying(
                        Body.class, body -> assertThat(body.bytes()).isEqualTo(expected));
    }

    private static void assertFailed(Fetched fetched, FailureKind kind, String cause) {
        assertThat(fetched).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.object()).isEqualTo(LISTED);
            assertThat(failed.kind()).isEqualTo(kind);
            assertThat(failed.cause()).contains(cause).doesNotContainPattern("[\\p{Cntrl}\\u0085]");
        });
    }

    private static ListedObject object(String name, long size) {
        return new ListedObject(HOUR, name, "listed", size, Instant.parse("2026-11-20T13:30:00.123Z"));
    }
}
