package clickstream.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.FaultyS3;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent to put an object, at the first try and at each further one, and what the answers mean. */
final class SignedPutTest {

    private static final String KEY = "events/2026/11/20/13/event-1.json";
    private static final byte[] BYTES = "{\"eventName\":\"click\"}".getBytes(UTF_8);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final PutResult STORED = new PutResult.Stored();

    private final List<Sent> sent = Collections.synchronizedList(new ArrayList<>());

    /** A PUT as it arrived. */
    private record Sent(String target, String condition, String type, String hash, String chunked, String body) {

        static Sent of(FaultyS3.Exchange exchange) throws IOException {
            return new Sent(
                    exchange.target(),
                    exchange.header("If-None-Match"),
                    exchange.header("Content-Type"),
                    exchange.header("x-amz-content-sha256"),
                    exchange.header("Content-Encoding") + exchange.header("Transfer-Encoding"),
                    new String(exchange.body(), UTF_8));
        }
    }

    @Test
    void eachTrySendsTheSameBytesToTheSameKeyUnlessItIsThere() throws Exception {
        try (FaultyS3 s3 = answering(503, 503, 200)) {
            SignedPut.Upload upload = upload(s3);

            assertThat(upload.attempt(TIMEOUT)).isInstanceOf(PutResult.Failed.class);
            assertThat(upload.attempt(TIMEOUT)).isInstanceOf(PutResult.Failed.class);
            assertThat(upload.attempt(TIMEOUT)).isEqualTo(STORED);
        }

        Sent each = new Sent("/raw-events/" + KEY, "*", "application/json", sha256(), "", new String(BYTES, UTF_8));
        assertThat(sent).containsExactly(each, each, each);
    }

    @Test
    void aFurtherTryThatFindsTheObjectThereIsStored() throws Exception {
        try (FaultyS3 s3 = answering(500, 412)) {
            SignedPut.Upload upload = upload(s3);

            assertThat(upload.attempt(TIMEOUT)).isInstanceOf(PutResult.Failed.class);
            assertThat(upload.attempt(TIMEOUT)).isEqualTo(STORED);
        }
    }

    /** Who has put it, and what, is not known; nothing is ever put in its place. */
    @Test
    void aFirstTryThatFindsAnObjectThereIsNot() throws Exception {
        try (FaultyS3 s3 = answering(412, 200)) {
            SignedPut store = TestingIngest.store(s3.environment());

            assertThat(store.upload(KEY, BYTES, "application/json").attempt(TIMEOUT))
                    .isInstanceOfSatisfying(
                            PutResult.Failed.class,
                            failed -> assertThat(failed.isTransient()).isFalse());
            assertThat(store.upload(KEY, BYTES, "application/json").attempt(TIMEOUT))
                    .isEqualTo(STORED);
        }

        assertThat(sent).extracting(Sent::condition).containsExactly("*", "*");
    }

    @Test
    void aStoreThatKnowsNoConditionIsAskedWithout() throws Exception {
        try (FaultyS3 s3 = answering(501, 200, 200)) {
            SignedPut store = TestingIngest.store(s3.environment());
            SignedPut.Upload upload = store.upload(KEY, BYTES, "application/json");

            assertThat(upload.attempt(TIMEOUT))
                    .isInstanceOfSatisfying(
                            PutResult.Failed.class,
                            failed -> assertThat(failed.isTransient()).isTrue());
            assertThat(upload.attempt(TIMEOUT)).isEqualTo(STORED);
            assertThat(store.upload(KEY, BYTES, "application/json").attempt(TIMEOUT))
                    .isEqualTo(STORED);
        }

        assertThat(sent).extracting(Sent::condition).containsExactly("*", "", "");
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalError,         true",
        "503, SlowDown,              true",
        "503, ServiceUnavailable,    true",
        "429, TooManyRequests,       true",
        "409, ConditionalRequestConflict, true",
        "400, RequestTimeout,        true",
        "400, ExpiredToken,          true",
        "403, AccessDenied,          false",
        "403, SignatureDoesNotMatch, false",
        "404, NoSuchBucket,          false",
        "301, PermanentRedirect,     false",
    })
    void tryingAgainIsWorthItOrNot(int status, String code, boolean isTransient) throws Exception {
        try (FaultyS3 s3 = FaultyS3.start(exchange -> {
            exchange.body();
            exchange.error(status, code, "why");
        })) {
            assertThat(upload(s3).attempt(TIMEOUT)).isInstanceOfSatisfying(PutResult.Failed.class, failed -> {
                assertThat(failed.what()).contains(Integer.toString(status));
                assertThat(failed.isTransient()).isEqualTo(isTransient);
            });
        }
    }

    @Test
    void noAnswerInTimeMayMeanAnything() throws Exception {
        try (FaultyS3 s3 = FaultyS3.start(exchange -> {
            exchange.body();
            Thread.sleep(Duration.ofMinutes(1));
        })) {
            assertThat(upload(s3).attempt(Duration.ofMillis(200)))
                    .isEqualTo(new PutResult.Failed("no answer within 200 ms", true));
        }
    }

    @Test
    void aBrokenConnectionMayMeanAnything() throws Exception {
        try (FaultyS3 s3 = FaultyS3.start(exchange -> {
            exchange.body();
            exchange.reset();
        })) {
            assertThat(upload(s3).attempt(TIMEOUT))
                    .isInstanceOfSatisfying(
                            PutResult.Failed.class,
                            failed -> assertThat(failed.isTransient()).isTrue());
        }
    }

    @Test
    void aServerThatChecksSignaturesTakesThem() throws Exception {
        try (TestingS3 s3 = TestingS3.start()) {
            assertThat(TestingIngest.store(s3.environment())
                            .upload(KEY, BYTES, "application/json")
                            .attempt(TIMEOUT))
                    .isEqualTo(STORED);
            assertThat(s3.bytes(KEY)).isEqualTo(BYTES);
        }
    }

    /** What was sent is kept in {@link #sent}. */
    private FaultyS3 answering(int... statuses) {
        return FaultyS3.start(exchange -> {
            sent.add(Sent.of(exchange));
            exchange.xml(statuses[sent.size() - 1], "");
        });
    }

    private static SignedPut.Upload upload(FaultyS3 s3) {
        return TestingIngest.store(s3.environment()).upload(KEY, BYTES, "application/json");
    }

    private static String sha256() throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(BYTES));
    }
}
