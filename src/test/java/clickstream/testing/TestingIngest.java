package clickstream.testing;

import clickstream.ingest.Ingest;
import clickstream.ingest.IngestSettings;
import clickstream.ingest.Stores;
import clickstream.ingest.server.IngestServer;
import clickstream.s3.BucketAddress;
import clickstream.s3.SignedPut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** An ingest's server in this JVM, at any free port of 127.0.0.1, and a client of it. Thread-safe. */
public final class TestingIngest implements AutoCloseable {

    /** The variable that says where a test's S3 server for images is. */
    static final String ASSETS_ENDPOINT = "TESTING_ASSETS_ENDPOINT";

    private final IngestServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestingIngest(Map<String, String> environment, InstantSource clock) {
        try {
            server = IngestServer.start(
                    Ingest.grouping(IngestSettings.of(environment), stores(environment), clock), "127.0.0.1", 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts one.
     *
     * @param s3 environment variables of an S3 server of a test
     * @param settings more variables
     */
    public static TestingIngest start(Map<String, String> s3, Map<String, String> settings) {
        return start(s3, settings, InstantSource.system());
    }

    public static TestingIngest start(Map<String, String> s3, Map<String, String> settings, InstantSource clock) {
        Map<String, String> environment = new HashMap<>(s3);
        environment.putAll(settings);
        return new TestingIngest(environment, clock);
    }

    private static Stores stores(Map<String, String> environment) {
        String assets = environment.getOrDefault("ASSETS_BUCKET_NAME", "");
        Map<String, String> theirs = new HashMap<>(environment);
        theirs.put("AWS_ENDPOINT_URL_S3", environment.getOrDefault(ASSETS_ENDPOINT, ""));
        return new Stores(store(environment), assets.isEmpty() ? null : store(assets, theirs));
    }

    /** What puts into the bucket of raw events of those variables. */
    public static SignedPut store(Map<String, String> environment) {
        return store(environment.getOrDefault("RAW_BUCKET_NAME", ""), environment);
    }

    private static SignedPut store(String bucket, Map<String, String> environment) {
        BucketAddress address = BucketAddress.of(bucket, environment);
        return new SignedPut(
                new BucketAddress(address.base(), environment.getOrDefault("AWS_REGION", "")),
                StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        environment.getOrDefault("AWS_ACCESS_KEY_ID", ""),
                        environment.getOrDefault("AWS_SECRET_ACCESS_KEY", ""))));
    }

    public URI address() {
        return server.address();
    }

    /** A request to a path, with no header but the client's own. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address().resolve(path)).timeout(Duration.ofSeconds(60));
    }

    /** Posts to {@code /clickstream}. */
    public HttpResponse<String> post(String body, String... headers) {
        return post(HttpRequest.BodyPublishers.ofString(body), headers);
    }

    public HttpResponse<String> post(byte[] body, String... headers) {
        return post(HttpRequest.BodyPublishers.ofByteArray(body), headers);
    }

    private HttpResponse<String> post(HttpRequest.BodyPublisher body, String... headers) {
        return post("/clickstream", body, headers);
    }

    /** Posts to {@code /events}. */
    public HttpResponse<String> postEvents(String body, String... headers) {
        return post("/events", HttpRequest.BodyPublishers.ofString(body), headers);
    }

    /** Posts to any path. */
    public HttpResponse<String> postTo(String path, String body, String... headers) {
        return post(path, HttpRequest.BodyPublishers.ofString(body), headers);
    }

    private HttpResponse<String> post(String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = request(path).POST(body);
        return send((headers.length == 0 ? request : request.headers(headers)).build());
    }

    public HttpResponse<String> get(String path) {
        return send(request(path).build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As SIGTERM does. */
    public void stop(Duration most) {
        server.stop(most);
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.stop(Duration.ZERO);
    }
}
