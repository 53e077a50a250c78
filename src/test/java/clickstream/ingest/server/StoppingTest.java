package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import clickstream.testing.FaultyS3;
import clickstream.testing.RawConnection;
import clickstream.testing.TestingIngest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those hear who are connected while a server stops, or while it cannot store. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
final class StoppingTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Map<String, String> AT_ONCE = Map.of("INGEST_LINGER", "0ms");
    private static final String POST =
            "POST /clickstream HTTP/1.1\r\nHost: here\r\nContent-Length: 21\r\n\r\n{\"eventName\":\"click\"}";
    private static final String READY = "GET /health/ready HTTP/1.1\r\nHost: here\r\n\r\n";

    private final CountDownLatch putting = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger stored = new AtomicInteger();
    private volatile boolean refuses;
    private final FaultyS3 s3 = FaultyS3.start(this::take);

    private void take(FaultyS3.Exchange exchange) throws IOException, InterruptedException {
        exchange.body();
        putting.countDown();
        gate.await();
        if (refuses) {
            exchange.error(403, "AccessDenied", "Access Denied");
        } else {
            stored.incrementAndGet();
            exchange.xml(200, "");
        }
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    @Test
    void whoWaitsIsAnsweredAndNobodyElseIsTaken() throws Exception {
        try (TestingIngest ingest = TestingIngest.start(s3.environment(), AT_ONCE);
                RawConnection waiting = RawConnection.to(ingest.address());
                RawConnection idle = RawConnection.to(ingest.address())) {
            idle.send(READY);
            assertThat(idle.answer(SOON)).startsWith("HTTP/1.1 200").endsWith("ready\n");
            waiting.send(POST);
            putting.await();

            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(() -> ingest.stop(SOON), Thread::startVirtualThread);
            String last;
            do {
                idle.send(READY);
                last = idle.answer(SOON);
            } while (last.startsWith("HTTP/1.1 200"));
            assertThat(last)
                    .satisfiesAnyOf(
                            answer -> assertThat(answer).isEmpty(),
                            answer -> assertThat(answer)
                                    .startsWith("HTTP/1.1 503")
                                    .contains("Connection: close"));
            gate.countDown();

            assertThat(waiting.answer(SOON)).startsWith("HTTP/1.1 200").contains("Connection: close");
            stopped.get();
            assertThat(stored).hasValue(1);
        }
    }

    @Test
    void whileNothingCanBeStoredItIsNotReady() {
        refuses = true;
        gate.countDown();
        try (TestingIngest ingest = TestingIngest.start(s3.environment(), AT_ONCE)) {
            assertThat(ingest.get("/health/ready").statusCode()).isEqualTo(200);

            assertThat(ingest.post("{}").statusCode()).isEqualTo(503);
            assertThat(ingest.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(ingest.get("/health/live").statusCode()).isEqualTo(200);

            refuses = false;
            assertThat(ingest.post("{}").statusCode()).isEqualTo(200);
            assertThat(ingest.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }
}
