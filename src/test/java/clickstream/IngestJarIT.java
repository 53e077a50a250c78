package clickstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.IngestProcess;
import clickstream.testing.StoredEvents;
import clickstream.testing.TestingS3;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The ingest's jar as it is shipped, with only those classes that it is to need, in environments as others give it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IngestJarIT {

    private static final long MOST_BYTES = 8L << 20;
    private static final String EVENT = "{\"eventName\":\"secret-name\",\"userId\":\"jane\"}";

    private final TestingS3 s3 = TestingS3.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterAll
    void stop() {
        client.close();
        s3.close();
    }

    @Test
    void itIsSmallAndHasNothingOfTheLoaders() throws IOException {
        assertThat(Files.size(IngestProcess.JAR)).isLessThanOrEqualTo(MOST_BYTES);
        try (JarFile jar = new JarFile(IngestProcess.JAR.toFile())) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .contains("clickstream/ingest/server/IngestCommand.class")
                    .noneMatch(name -> name.matches("org/(springframework|postgresql|flywaydb)/.*"))
                    .noneMatch(name -> name.matches("software/amazon/awssdk/services/s3/.*"))
                    .noneMatch(name -> name.matches("clickstream/(load|map|parse|job)/.*"));
        }
    }

    @Test
    void itStartsWhereS3IsThatOfAwsAndServesThePublisher() throws Exception {
        Map<String, String> environment = Map.of("RAW_BUCKET_NAME", "raw-events", "AWS_REGION", "cn-north-1");
        try (IngestProcess ingest = IngestProcess.startJar(environment)) {
            assertThat(get(ingest.address().resolve("/clickstream.js"))).contains("sbw_clickstream_client_id");
            ingest.terminate();
            assertThat(ingest.exitCode()).isZero();
        }
    }

    /** As ECS has them, and EKS Pod Identity; and with the log that CloudWatch is to read. */
    @Test
    void theCredentialsOfItsContainerAreTakenAndItsLogIsJsonWhereThatIsAskedFor() throws Exception {
        HttpServer agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/v2/credentials", this::giveCredentials);
        agent.start();
        Map<String, String> environment = withoutCredentials();
        environment.put("CLICKSTREAM_LOG_FORMAT", "ecs");
        environment.put(
                "AWS_CONTAINER_SERVICE_ENDPOINT",
                "http://127.0.0.1:" + agent.getAddress().getPort());
        environment.put("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials");
        environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "pod");
        try (IngestProcess ingest = IngestProcess.startJar(environment)) {
            assertThat(post(ingest).statusCode()).as(ingest.log()).isEqualTo(200);
            assertThat(StoredEvents.lines(s3)).hasSize(1);
            assertThat(ingest.awaitLog("\n").lines())
                    .allMatch(line -> line.startsWith("{\"@timestamp\":\"") && line.endsWith("}"))
                    .last()
                    .asString()
                    .contains("\"service.name\":\"clickstream-ingest\"")
                    .containsPattern("status=200 events=1 bytes=43 key=events/\\S+ ms=\\d+ request=[-0-9a-f]{36}\"");
            assertThatNothingIsOfAPerson(ingest.log());
        } finally {
            agent.stop(0);
        }
    }

    @Test
    void withoutCredentialsNothingIsAcknowledged() throws Exception {
        try (IngestProcess ingest = IngestProcess.startJar(withoutCredentials())) {
            assertThat(post(ingest).statusCode()).isEqualTo(503);
            assertThat(ingest.awaitLog("status="))
                    .contains("no AWS credentials were found")
                    .containsPattern(
                            "(?m)^2\\S+Z INFO status=503 code=not_stored events=0 bytes=43 key=- ms=\\d+ request=\\S+$");
            assertThatNothingIsOfAPerson(ingest.log());
        }
    }

    private static void assertThatNothingIsOfAPerson(String log) {
        assertThat(log).doesNotContain("203.0.113.9", "127.0.0.1", "A browser", "secret-name", "jane");
    }

    private String get(URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> post(IngestProcess ingest) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(ingest.address().resolve("/clickstream"))
                        .headers("User-Agent", "A browser", "X-Forwarded-For", "203.0.113.9")
                        .POST(BodyPublishers.ofString(EVENT))
                        .build(),
                BodyHandlers.ofString());
    }

    private void giveCredentials(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean known = Objects.equals(exchange.getRequestHeaders().getFirst("Authorization"), "pod");
            byte[] credentials = """
                    {"AccessKeyId":"%s","SecretAccessKey":"%s","Token":"session","Expiration":"%s"}
                    """.formatted(
                            s3.accessKey(), s3.secretKey(), Instant.now().plusSeconds(3_600))
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 403, credentials.length);
            exchange.getResponseBody().write(credentials);
        }
    }

    /** Nor with those of the machine that the test runs on. */
    private Map<String, String> withoutCredentials() {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.keySet().removeIf(name -> name.startsWith("AWS_ACCESS") || name.startsWith("AWS_SECRET"));
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        environment.put("AWS_CONFIG_FILE", "/dev/null");
        return environment;
    }
}
