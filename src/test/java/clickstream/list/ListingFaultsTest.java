package clickstream.list;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.Hour;
import clickstream.event.NameRange;
import clickstream.s3.RawBucket;
import clickstream.testing.FaultyS3;
import clickstream.testing.TestingBucket;
import clickstream.testing.TestingCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listing must not be believed, and what it must survive. */
@Timeout(30)
class ListingFaultsTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final String PLACE = "s3://raw-events/events/2026/11/20/13/";

    @Test
    void namesOutOfOrderAreRefused() {
        assertRefused(exchange -> exchange.page(keys("a", "c", "b"), false, null))
                .contains(PLACE, "b comes after c");
    }

    @Test
    void theOrderOfUtf16IsRefused() {
        assertRefused(exchange -> exchange.page(keys("\uD83D\uDE00", "\uFFFD"), false, null))
                .contains(PLACE, "UTF-8");
    }

    @Test
    void aNameListedTwiceIsRefused() {
        assertRefused(exchange -> exchange.page(keys("a", "a"), false, null)).contains(PLACE, "a comes after a");
    }

    @Test
    void aRepeatedPageIsRefused() {
        assertRefused(exchange -> exchange.page(keys("a", "b"), true, "more")).contains(PLACE, "a comes after b");
    }

    @Test
    void anEmptyPageRepeatedForeverIsRefused() {
        assertRefused(exchange -> exchange.page(keys(), true, "same")).contains(PLACE);
    }

    @Test
    void aPageThatIgnoresWhereTheRangeBeginsIsRefused() {
        try (FaultyS3 s3 = FaultyS3.start(exchange -> exchange.page(keys("a", "b"), false, null));
                RawBucket bucket = s3.bucket(1)) {
            assertThatThrownBy(() -> names(bucket, new NameRange("a", null)))
                    .isInstanceOf(ExplainedException.class)
                    .hasMessageContaining("a comes after a");
        }
    }

    @Test
    void aPageCutOffWithoutATokenIsRefused() {
        assertRefused(exchange -> exchange.page(keys("a", "b"), true, null)).contains(PLACE, "cut off");
    }

    @Test
    void anotherPrefixIsRefused() {
        assertRefused(exchange -> exchange.page(List.of("events/2026/11/20/14/a"), false, null))
                .contains(PLACE, "events/2026/11/20/14/a");
    }

    @Test
    void aKeyThatWouldBreakAMessageIntoLinesDoesNot() {
        assertRefused(exchange -> exchange.page(keys("b", "a\r\n2026 ERROR forged \u001B[2J"), false, null))
                .contains(PLACE, "forged")
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>Sign in to the hotel's network</body></html>",
                // What a store answers that expects the bucket in the path and gets it in the host name.
                "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>",
                "<ListBucketResult/>",
            })
    void anAnswerThatIsNoListingIsNoEmptyHour(String xml) {
        assertRefused(exchange -> exchange.xml(200, xml)).contains(PLACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "no XML"})
    void anAnswerThatIsNoXmlIsNoEmptyHour(String body) {
        assertRefused(exchange -> exchange.xml(200, body)).contains(PLACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Key", "ETag", "Size", "LastModified"})
    void anEntryThatLacksAnElementIsRefused(String element) {
        String entry = "<Key>%sa</Key><ETag>e</ETag><Size>1</Size><LastModified>2026-11-20T13:30:00Z</LastModified>"
                .formatted(HOUR.prefix())
                .replaceFirst("<%s>.*</%s>".formatted(element, element), "");
        assertRefused(exchange -> exchange.xml(
                        200,
                        "<ListBucketResult><IsTruncated>false</IsTruncated><Contents>%s</Contents></ListBucketResult>"
                                .formatted(entry)))
                .contains(PLACE);
    }

    @Test
    void aRefusalIsToldInOneLineAndNotTriedAgain() {
        AtomicInteger requests = new AtomicInteger();
        assertRefused(exchange -> {
                    requests.incrementAndGet();
                    exchange.error(403, "AccessDenied", "User: x is not authorized\nto perform: s3:ListBucket");
                })
                .contains(PLACE, "to perform: s3:ListBucket", "403");
        assertThat(requests).hasValue(1);
    }

    @Test
    void anEmptyPageThatIsNotTheLastOneIsPassed() {
        assertListed(
                exchange -> {
                    switch (String.valueOf(exchange.parameter("continuation-token"))) {
                        case "null" -> exchange.page(keys(), true, "1");
                        case "1" -> exchange.page(keys("a"), true, "2");
                        case "2" -> exchange.page(keys(), true, "3");
                        default -> exchange.page(keys("b"), false, null);
                    }
                },
                "a",
                "b");
    }

    @Test
    void anEmptyLastPageEndsTheListing() {
        assertListed(
                exchange -> {
                    boolean first = exchange.parameter("continuation-token") == null;
                    exchange.page(first ? keys("a") : keys(), first, first ? "1" : null);
                },
                "a");
    }

    @Test
    void aServerErrorOnALaterPageIsTriedAgain() {
        AtomicInteger failures = new AtomicInteger();
        assertListed(
                exchange -> {
                    if (exchange.parameter("continuation-token") == null) {
                        exchange.page(keys("a"), true, "1");
                    } else if (failures.incrementAndGet() < 3) {
                        exchange.error(500, "InternalError", "We encountered an internal error");
                    } else {
                        exchange.page(keys("b"), false, null);
                    }
                },
                "a",
                "b");
        assertThat(failures).hasValue(3);
    }

    @Test
    void aListingThatBreaksOffHalfwayIsNoShortListing() {
        AtomicInteger requests = new AtomicInteger();
        assertListed(
                exchange -> {
                    if (requests.incrementAndGet() == 1) {
                        exchange.head(200, "Content-Type: application/xml\r\nContent-Length: 9999");
                        exchange.write("<ListBucketResult><IsTruncated>false</IsTruncated>".getBytes(UTF_8));
                    } else {
                        exchange.page(keys("a"), false, null);
                    }
                },
                "a");
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        try (FaultyS3 s3 = FaultyS3.start(exchange -> Thread.sleep(Duration.ofMinutes(1)));
                RawBucket bucket = s3.bucket(2, Duration.ofMillis(200))) {
            assertThatThrownBy(() -> names(bucket, NameRange.ALL))
                    .isInstanceOf(ExplainedException.class)
                    .hasMessageContaining(PLACE)
                    .message()
                    .hasLineCount(1);
            assertThat(s3.requests()).isEqualTo(2);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void anEndpointThatSpeaksNoTlsIsNamedInWhatToDo() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuse(plain));
            String endpoint = "https://127.0.0.1:%d".formatted(plain.getLocalPort());

            FailureAnalysis analysis = listed(endpoint, "Attempt Count: 1)");

            assertThat(analysis.line()).contains(endpoint, "is it http://?");
        }
    }

    @Test
    void aCertificateThatNobodyTrustsIsAskedForOnceAndNamesTheEndpoint(@TempDir Path folder) throws Exception {
        try (ServerSocket server = TestingCertificates.in(folder)
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(0)) {
            Thread.ofVirtual().start(() -> refuse(server));
            String endpoint = "https://%s:%d".formatted(TestingCertificates.HOST, server.getLocalPort());

            FailureAnalysis analysis = listed(endpoint, "Attempt Count: 1)");

            assertThat(analysis.line()).contains(endpoint, "certif").hasLineCount(1);
        }
    }

    /** As servers answer who speaks TLS to a port for plain HTTP. */
    private static void refuse(ServerSocket plain) {
        try {
            while (true) {
                try (Socket client = plain.accept()) {
                    client.getOutputStream().write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                    client.shutdownOutput();
                    client.getInputStream().readAllBytes();
                } catch (SSLException e) {
                    // The client did not trust.
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void anEndpointThatEndsInTheBucketIsNamedInWhatToDo() {
        try (FaultyS3 s3 = FaultyS3.start(exchange -> exchange.error(404, "NoSuchBucket", "No such bucket"))) {
            String endpoint = s3.environment().getOrDefault("AWS_ENDPOINT_URL_S3", "");

            assertThat(listed(endpoint + "/raw-events", "No such bucket").line())
                    .endsWith("must not end in the bucket's name");
        }
    }

    private static FailureAnalysis listed(String endpoint, String said) {
        try (RawBucket bucket = TestingBucket.open(URI.create(endpoint), "raw-events", 1, 6, Duration.ofSeconds(10))) {
            ExplainedException failure =
                    catchThrowableOfType(ExplainedException.class, () -> names(bucket, NameRange.ALL));
            assertThat(failure.analysis().kind()).isEqualTo(Kind.LASTING);
            assertThat(failure).cause().hasMessageContaining(said);
            return failure.analysis();
        }
    }

    private static AbstractStringAssert<?> assertRefused(FaultyS3.Script script) {
        try (FaultyS3 s3 = FaultyS3.start(script);
                RawBucket bucket = s3.bucket(4)) {
            return assertThatThrownBy(() -> names(bucket, NameRange.ALL))
                    .isInstanceOf(ExplainedException.class)
                    .message()
                    .hasLineCount(1);
        }
    }

    private static void assertListed(FaultyS3.Script script, String... names) {
        try (FaultyS3 s3 = FaultyS3.start(script);
                RawBucket bucket = s3.bucket(4)) {
            assertThat(names(bucket, NameRange.ALL)).containsExactly(names);
        }
    }

    private static List<String> names(RawBucket bucket, NameRange range) {
        List<String> names = new ArrayList<>();
        new ObjectListing(bucket).objects(HOUR, range).forEachRemaining(object -> names.add(object.name()));
        return names;
    }

    private static List<String> keys(String... names) {
        return List.of(names).stream().map(HOUR.prefix()::concat).toList();
    }
}
