package clickstream.ingest.server;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.testing.StoredEvents;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingS3;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The end of an hour, under load. */
final class HourEndTest {

    private static final Instant END = Instant.parse("2026-11-20T14:00:00Z");
    private static final Pattern RECEIVED = Pattern.compile("\"_ingest\":\\{\"receivedAt\":\"([^\"]*)\"");
    private static final int CLIENTS = 24;
    private static final int REQUESTS = 20;

    @Test
    void noEventWasReceivedInAnotherHourThanItsObjectsName() throws Exception {
        try (TestingS3 s3 = TestingS3.start();
                TestingIngest ingest =
                        TestingIngest.start(s3.environment(), Map.of("INGEST_LINGER", "10ms"), jumping());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = IntStream.range(0, CLIENTS)
                    .<Future<?>>mapToObj(client -> threads.submit(() -> {
                        for (int i = 0; i < REQUESTS; i++) {
                            String body = "{\"eventName\":\"click\"}\n".repeat(client % 3 + 1);
                            assertThat(ingest.post(body).statusCode()).isEqualTo(200);
                        }
                    }))
                    .toList();
            for (Future<?> client : clients) {
                client.get();
            }

            List<String> keys = s3.keys("");
            assertThat(keys)
                    .allSatisfy(key -> assertThat(StoredEvents.text(s3, key).lines())
                            .isNotEmpty()
                            .allSatisfy(line -> assertThat(key).startsWith(prefix(line))));
            assertThat(keys)
                    .anyMatch(key -> key.startsWith("events/2026/11/20/13/event-"))
                    .anyMatch(key -> key.startsWith("events/2026/11/20/14/event-"))
                    .anyMatch(key -> key.endsWith(".gz"));
            assertThat(StoredEvents.lines(s3))
                    .hasSize(REQUESTS
                            * IntStream.range(0, CLIENTS).map(i -> i % 3 + 1).sum());
        }
    }

    /** Reads a time around the end of the hour, and now and then one an hour earlier or later. */
    private static InstantSource jumping() {
        return () -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            int hours = random.nextInt(50) == 0 ? random.nextInt(-1, 2) : 0;
            return END.plusSeconds(3_600L * hours).plusMillis(random.nextInt(-30, 30));
        };
    }

    private static String prefix(String line) {
        Matcher received = RECEIVED.matcher(line);
        assertThat(received.find()).as(line).isTrue();
        return Hour.containing(Instant.parse(received.group(1))).prefix();
    }
}
