package clickstream.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Clients that send events, one or a few a request, and remember which were acknowledged and which they must send again. An event's id is
 * made once.
 */
public final class EventClients implements AutoCloseable {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<UUID> made = ConcurrentHashMap.newKeySet();
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<List<UUID>> unanswered = new ConcurrentLinkedQueue<>();
    private ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean sending;

    /** So many clients send new events, each as soon as its last request was answered, until there is no server or {@link #stop}. */
    public void start(URI server, int clients) {
        sending = true;
        threads = Executors.newVirtualThreadPerTaskExecutor();
        for (int i = 0; i < clients; i++) {
            int eventsPerRequest = i % 4 == 0 ? 5 : 1;
            threads.execute(() -> {
                boolean answered = true;
                while (sending && answered) {
                    List<UUID> ids = Stream.generate(UUID::randomUUID)
                            .limit(eventsPerRequest)
                            .toList();
                    made.addAll(ids);
                    answered = send(server, ids);
                }
            });
        }
    }

    /** Sends no new request, and waits for the answers to the others. */
    public void stop() {
        sending = false;
        threads.close();
    }

    /** Sends again what was not acknowledged, once; returns how many requests are still not. */
    public int sendAgain(URI server) {
        List<List<UUID>> again = List.copyOf(unanswered);
        unanswered.clear();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            again.forEach(ids -> senders.execute(() -> send(server, ids)));
        }
        return unanswered.size();
    }

    public Set<UUID> made() {
        return Set.copyOf(made);
    }

    public Set<UUID> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Whether there was an answer. */
    private boolean send(URI server, List<UUID> ids) {
        String body = ids.stream()
                .map("{\"eventName\":\"click\",\"eventId\":\"%s\"}"::formatted)
                .collect(Collectors.joining("\n"));
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(server.resolve("/clickstream"))
                            .timeout(Duration.ofSeconds(20))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                acknowledged.addAll(ids);
            } else {
                unanswered.add(ids);
            }
            return true;
        } catch (IOException e) {
            // Whether it is stored nobody knows.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        unanswered.add(ids);
        return false;
    }

    @Override
    public void close() {
        sending = false;
        threads.shutdownNow();
        client.shutdownNow();
    }
}
