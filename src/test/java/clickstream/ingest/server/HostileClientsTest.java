package clickstream.ingest.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.FaultyPutProxy;
import clickstream.testing.FaultyPutProxy.Outcome;
import clickstream.testing.IngestProcess;
import clickstream.testing.RawConnection;
import clickstream.testing.TestingS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server with 128 MB, among those who mean it harm: it stays up, gives back what it took, and serves others meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileClientsTest {

    private static final String EVENT = "{\"eventName\":\"click\"}";
    private static final String POST = "POST /clickstream HTTP/1.1\r\nHost: x\r\n";
    private static final Duration SERVED = Duration.ofSeconds(15);

    /** More than the 20 s that a head may take, and the 30 s that a body may. */
    private static final Duration CUT_OFF = Duration.ofSeconds(45);

    private final TestingS3 s3 = TestingS3.start();
    private volatile Outcome outcome = Outcome.STORED;
    private final FaultyPutProxy proxy = FaultyPutProxy.start(s3, () -> outcome);
    private final IngestProcess ingest =
            IngestProcess.start(proxy.environment(), "-Xmx128m", "-XX:+ExitOnOutOfMemoryError");
    private final URI address = ingest.address();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void itHasGivenBackWhatItTook() throws IOException, InterruptedException {
        outcome = Outcome.STORED;
        long start = System.nanoTime();
        while (!get("/metrics").contains("clickstream_ingest_waiting_bytes 0\n")) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CUT_OFF);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertOthersAreServed();
        assertThat(ingest.log()).doesNotContain("OutOfMemory", "Unexpected", "\tat ");
    }

    @AfterAll
    void stop() {
        client.shutdownNow();
        ingest.close();
        proxy.close();
        s3.close();
    }

    @Test
    void oneByteASecondKeepsNobodyWaiting() throws Exception {
        trickle(Duration.ofSeconds(1), 100);
    }

    @Tag("long")
    @Test
    void oneByteASecondIsCutOff() throws Exception {
        assertThat(trickle(CUT_OFF, 500)).allMatch(closed -> closed);
    }

    /** Half of them send a head so slowly, the others a body; returns whose connections were closed in that time. */
    private List<Boolean> trickle(Duration time, int connections) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> slow = IntStream.range(0, connections)
                    .mapToObj(i -> threads.submit(() -> {
                        try (RawConnection connection = RawConnection.to(address)) {
                            connection.send(
                                    i % 2 == 0 ? POST + "X: " : POST + "Content-Length: 100000\r\n\r\n" + "{\"a\":\"");
                            long end = System.nanoTime() + time.toNanos();
                            while (System.nanoTime() - end < 0) {
                                TimeUnit.SECONDS.sleep(1);
                                if (!connection.send("x")) {
                                    return true;
                                }
                            }
                            return false;
                        }
                    }))
                    .toList();
            while (!slow.stream().allMatch(Future::isDone)) {
                assertOthersAreServed();
                TimeUnit.MILLISECONDS.sleep(200);
            }
            return slow.stream().map(Future::resultNow).toList();
        }
    }

    @Test
    void idleConnectionsKeepNobodyWaiting() throws Exception {
        idle(500);
    }

    @Tag("long")
    @Test
    void tenThousandIdleConnectionsKeepNobodyWaiting() throws Exception {
        idle(10_000);
    }

    private void idle(int count) throws IOException, InterruptedException {
        List<RawConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                RawConnection connection = RawConnection.to(address);
                connections.add(connection);
                if (i % 2 == 0) {
                    connection.send("OPTIONS /clickstream HTTP/1.1\r\nHost: x\r\n\r\n");
                    assertThat(connection.answer(SERVED)).startsWith("HTTP/1.1 204");
                }
            }
            for (int i = 0; i < 10; i++) {
                assertOthersAreServed();
            }
        } finally {
            connections.forEach(RawConnection::close);
        }
    }

    @Test
    void aBodyThatNeverEndsIsCutOff() throws Exception {
        byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(ISO_8859_1);
        try (RawConnection connection = RawConnection.to(address)) {
            connection.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
            CompletableFuture<Integer> chunks = CompletableFuture.supplyAsync(() -> {
                int sent = 0;
                while (connection.send(chunk)) {
                    sent++;
                }
                return sent;
            });
            assertOthersAreServed();
            assertThat(chunks.get(20, TimeUnit.SECONDS)).isLessThan(2_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "{\"a\":"})
    void aSmallBombIs413(String part) throws Exception {
        assertRefused(gzip(part, 20 << 20), 413, "inflated_too_large", 5);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {" ", "[", "{\"a\":", "{}", "\""})
    void aBombIs413(String part) throws Exception {
        assertRefused(gzip(part, 100 << 20), 413, "inflated_too_large", 20);
    }

    @Tag("long")
    @Test
    void aBombOfAlmostAGigabyteIs413() throws Exception {
        assertRefused(gzip(" ", 900 << 20), 413, "inflated_too_large", 200);
    }

    @Test
    void hundredMegabytesOfOpeningBracketsAre413() throws Exception {
        byte[] brackets = new byte[1 << 20];
        Arrays.fill(brackets, (byte) '[');
        try (RawConnection connection = RawConnection.to(address)) {
            connection.send(POST + "Content-Length: 104857600\r\n\r\n");
            int sent = 0;
            while (sent < 100 && connection.send(brackets)) {
                sent++;
            }
            assertThat(sent).isLessThanOrEqualTo(100);
        }
        assertRefused(brackets, 413, "too_deep", 5);
        assertRefused(gzip("[", 4 << 20), 413, "too_deep", 5);
    }

    @Test
    void aHeadOfAMegabyteIs431() {
        try (RawConnection connection = RawConnection.to(address)) {
            connection.send(POST + "Origin: https://shop.example\r\nX: ");
            connection.send("x".repeat(1 << 20));
            assertThat(connection.answer(SERVED))
                    .satisfiesAnyOf(
                            answer -> assertThat(answer)
                                    .startsWith("HTTP/1.1 431")
                                    .contains("Access-Control-Allow-Origin: *", "\"code\":\"headers_too_large\""),
                            // Closed while it was sending: what was answered may be lost.
                            answer -> assertThat(answer).isEmpty());
        }
    }

    @Test
    void rubbishBehindRequestsIsNoRequest() {
        String request = POST + "Content-Length: %d\r\n\r\n%s".formatted(EVENT.length(), EVENT);
        try (RawConnection connection = RawConnection.to(address)) {
            connection.send(request + request + "\u0000\u00ff rubbish \r\n\r\n".repeat(1_000));

            assertThat(connection.answer(SERVED)).startsWith("HTTP/1.1 200");
            assertThat(connection.answer(SERVED)).startsWith("HTTP/1.1 200");
            assertThat(connection.answer(SERVED))
                    .satisfiesAnyOf(
                            answer -> assertThat(answer)
                                    .startsWith("HTTP/1.1 400")
                                    .contains("Connection: close", "\"code\":\"bad_request\""),
                            // Closed with rubbish unread: what was answered may be lost.
                            answer -> assertThat(answer).isEmpty());
            assertThat(connection.answer(SERVED)).isEmpty();
        }
    }

    /** Which of two lengths counts is what proxies disagree about. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 20\r\nContent-Length: 21\r\n\r\n",
                "Content-Length: 20\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: -1\r\n\r\n",
                "Content-Length : 2\r\n\r\n{}",
                "Transfer-Encoding: gzip\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void aLengthThatIsNotOneIsRefused(String rest) {
        try (RawConnection connection = RawConnection.to(address)) {
            connection.send(POST + rest);

            assertThat(connection.answer(SERVED))
                    .satisfiesAnyOf(
                            answer ->
                                    assertThat(answer).startsWith("HTTP/1.1 4").contains("Connection: close"),
                            answer -> assertThat(answer)
                                    .startsWith("HTTP/1.1 501")
                                    .contains("Connection: close"),
                            answer -> assertThat(answer).isEmpty());
        }
    }

    /** Each posts events of 20 KB, again as soon as it is answered. */
    @Tag("long")
    @Test
    void whileS3HangsForAMinuteAThousandThatWaitGet503() throws Exception {
        outcome = Outcome.HUNG;
        String body = "{\"eventName\":\"click\",\"text\":\"%s\"}".formatted("x".repeat(20_000));
        String request = POST + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body);
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> answers = IntStream.range(0, 1_000)
                    .mapToObj(_ -> threads.submit(() -> {
                        List<String> heads = new ArrayList<>();
                        try (RawConnection connection = RawConnection.to(address)) {
                            do {
                                connection.send(request);
                                heads.add(connection.answer(Duration.ofSeconds(20)));
                                // Retry-After: as a client that heeds it does.
                                TimeUnit.SECONDS.sleep(1);
                            } while (System.nanoTime() - end < 0);
                        }
                        return heads;
                    }))
                    .toList();
            assertThat(get("/health/live")).isEqualTo("live\n");
            for (Future<List<String>> each : answers) {
                assertThat(each.get())
                        .allSatisfy(answer ->
                                assertThat(answer).startsWith("HTTP/1.1 503").contains("Retry-After: "));
            }
        }
        assertThat(get("/health/ready")).isEqualTo("not ready\n");
        assertThat(s3.keys("")).noneMatch(key -> new String(s3.bytes(key), ISO_8859_1).contains("xxx"));
    }

    private void assertRefused(byte[] body, int status, String code, int times) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, times)
                .mapToObj(_ -> client.sendAsync(
                        HttpRequest.newBuilder(address.resolve("/clickstream"))
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofString()))
                .toList();
        assertOthersAreServed();
        for (CompletableFuture<HttpResponse<String>> each : answers) {
            HttpResponse<String> answer = each.get(30, TimeUnit.SECONDS);
            // So many at once may be more than there is memory for.
            if (answer.statusCode() != 503) {
                assertThat(answer.statusCode()).isEqualTo(status);
                assertThat(answer.body()).contains(code);
            }
        }
    }

    private void assertOthersAreServed() throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(address.resolve("/clickstream"))
                        .timeout(SERVED)
                        .POST(BodyPublishers.ofString(EVENT))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private String get(String path) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(address.resolve(path))
                                .timeout(SERVED)
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static byte[] gzip(String part, int bytes) throws IOException {
        byte[] some = part.repeat((1 << 16) / part.length()).getBytes(ISO_8859_1);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            for (int written = 0; written < bytes; written += some.length) {
                gzip.write(some);
            }
        }
        return zipped.toByteArray();
    }
}
