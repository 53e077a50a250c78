package clickstream.training;

import clickstream.testing.IngestProcess;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the command line that it is given, which is to start the ingest's server at any free port, sends it a few hundred events, and ends
 * it: a run from which the JVM learns what to keep in its AOT cache. Exits with the code of that run.
 */
public final class IngestTraining {

    private static final int REQUESTS = 300;

    private static final String EVENT =
            "{\"eventName\":\"page_view\",\"eventId\":\"7f0c4a51-7a3e-4a6f-9d0e-2b1f6c0a1d11\"}";

    private IngestTraining() {}

    public static void main(String[] command) throws IOException, InterruptedException {
        System.exit(run(List.of(command)));
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        try (TestingS3 s3 = TestingS3.start();
                HttpClient client = HttpClient.newHttpClient();
                IngestProcess ingest = IngestProcess.start(s3.environment(), command)) {
            URI clickstream = ingest.address().resolve("/clickstream");
            boolean failed = Stream.of(EVENT, EVENT + "\n" + EVENT, "[]")
                    .flatMap(body -> Stream.generate(() -> body).limit(REQUESTS / 3))
                    .map(body -> client.sendAsync(
                            HttpRequest.newBuilder(clickstream)
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString()))
                    .toList()
                    .stream()
                    .map(answer -> answer.join())
                    .mapToInt(HttpResponse::statusCode)
                    .anyMatch(status -> status >= 500);
            ingest.terminate();
            int code = ingest.exitCode();
            return failed ? 1 : code;
        }
    }
}
