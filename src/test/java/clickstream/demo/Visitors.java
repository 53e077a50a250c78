package clickstream.demo;

import clickstream.generate.EventGenerator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Visitors of a shop, all at once, whose pages send what they do to an ingest: of every second visitor each event as it happens, of the
 * others up to 20 events at once, one a line. Some send a request twice, as a page does that has waited for its answer in vain.
 */
final class Visitors {

    private static final int EVENTS_AT_ONCE = 20;

    /** Every so many requests one is sent again. */
    private static final int SENT_AGAIN = 60;

    private final URI clickstream;
    private final int visitors;
    private final HttpClient client;

    Visitors(URI clickstream, int visitors, HttpClient client) {
        this.clickstream = clickstream;
        this.visitors = visitors;
        this.client = client;
    }

    /**
     * What was sent, and answered with 200.
     *
     * @param events each counted once, however often it was sent
     * @param requests those that were sent again included
     * @param again requests that were sent again
     */
    record Sent(int events, int requests, int again) {

        Sent plus(Sent other) {
            return new Sent(events + other.events, requests + other.requests, again + other.again);
        }
    }

    /** Returns when all is answered. */
    Sent send() throws InterruptedException, ExecutionException {
        Random random = new Random(42);
        List<Future<Sent>> visits = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int visitor = 0; visitor < visitors; visitor++) {
                List<String> events = EventGenerator.visit(random, Instant.now());
                int atOnce = visitor % 2 == 0 ? 1 : EVENTS_AT_ONCE;
                int first = random.nextInt(SENT_AGAIN);
                visits.add(threads.submit(() -> visit(events, atOnce, first)));
            }
        }
        Sent sent = new Sent(0, 0, 0);
        for (Future<Sent> visit : visits) {
            sent = sent.plus(visit.get());
        }
        return sent;
    }

    /** Sends one request after the other, the {@code again}th twice. */
    private Sent visit(List<String> events, int atOnce, int again) throws IOException, InterruptedException {
        int requests = 0;
        int repeated = 0;
        for (int from = 0; from < events.size(); from += atOnce) {
            String body = String.join("\n", events.subList(from, Math.min(events.size(), from + atOnce)));
            post(body);
            if (requests++ == again) {
                post(body);
                repeated++;
            }
        }
        return new Sent(events.size(), requests + repeated, repeated);
    }

    /**
     * Sends one body as pages do that want no preflight.
     *
     * @return the answer's body
     * @throws IllegalStateException where it is not stored
     */
    String post(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(clickstream)
                        .header("Content-Type", "text/plain;charset=UTF-8")
                        .header("User-Agent", "Mozilla/5.0 (a page of jobs/demo)")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("the ingest answered %d %s".formatted(answer.statusCode(), answer.body()));
        }
        return answer.body();
    }
}
