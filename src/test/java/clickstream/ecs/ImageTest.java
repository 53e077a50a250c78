package clickstream.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The Dockerfile and docker-compose.yml, as far as reading them can tell, and what depends on them elsewhere. */
class ImageTest {

    private final String dockerfile = read("Dockerfile").replace("\\\n", " ");
    private final Map<String, Object> services = Stack.map(
            Stack.map(new Yaml().<Object>load(read("docker-compose.yml"))).get("services"));

    @Test
    void baseImagesArePinnedByTagAndDigest() {
        List<String> bases = groups("(?m)^ARG (?:JDK|JRE)=(.*)$");

        assertThat(bases)
                .hasSize(2)
                .allMatch(base -> base.matches("[a-z-]+:25[.0-9]+_\\d+-j(dk|re)-noble@sha256:[0-9a-f]{64}"));
        assertThat(groups("(?m)^FROM (\\S+)"))
                .containsExactly("${JDK}", "${JRE}", "${JRE}", "${JRE}", "runtime", "runtime");
    }

    @ParameterizedTest
    @ValueSource(strings = {"runtime", "ingest"})
    void theProgramIsStartedWithoutAShellAndNotAsRoot(String stage) {
        assertThat(entryPoint(stage)).startsWith("java");
        assertThat(groups(stage(stage), "(?m)^USER (.*)$")).containsExactly("10001:10001");
        assertThat(stage(stage).indexOf("\nUSER ")).isLessThan(stage(stage).indexOf("\nENTRYPOINT "));
    }

    @Test
    void theLastStageIsTheLoader() {
        assertThat(entryPoint("runtime")).endsWith("-jar", "clickstream-etl.jar");
        assertThat(dockerfile.strip()).endsWith("\nFROM runtime");
    }

    @Test
    void theIngestListensToWhoeverReachesTheContainer() {
        assertThat(entryPoint("ingest"))
                .endsWith("-jar", "clickstream-ingest.jar", "--host", "0.0.0.0", "--port", "8080");
        assertThat(stage("ingest"))
                .contains("\nEXPOSE 8080\n", "\nCOPY --from=build /build/target/clickstream-ingest.jar ./\n");
    }

    /** Java writes figures of its performance into the temporary folder otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {"runtime", "ingest"})
    void theJvmWritesNothing(String stage) {
        assertThat(entryPoint(stage)).contains("-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError");
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1"})
    void theIngestIsHealthyWhileItIsReady(int status, int exitCode) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health/ready", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            List<String> command = new ArrayList<>();
            for (Object word : healthCheck()) {
                command.add(word.toString()
                        .replace("/8080", "/" + server.getAddress().getPort()));
            }
            assertThat(new ProcessBuilder(command).start().waitFor()).isEqualTo(exitCode);
        } finally {
            server.stop(0);
        }
    }

    /** What is true of a run must not depend on how it was started. */
    @Test
    void theJvmHasTheOptionsOfTheLauncher() {
        List<String> ofLauncher = Pattern.compile("(?m)^  (-\\S+)$")
                .matcher(read("jobs", "lib", "build.sh"))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(ofLauncher).isNotEmpty();
        assertThat(entryPoint("runtime")).containsAll(ofLauncher);
    }

    @Test
    void whatIsCopiedIsLetThroughAndThereIsNothingElse() {
        List<String> copied = Stream.of("(?m)^COPY (?!--from)(.*) \\S+$")
                .flatMap(pattern -> groups(pattern).stream())
                .flatMap(sources -> Stream.of(sources.split(" ")))
                .toList();

        assertThat(read(".dockerignore").lines().filter(line -> !line.startsWith("#")))
                .startsWith("*")
                .endsWith("**/node_modules")
                .filteredOn(line -> !line.startsWith("*"))
                .containsExactlyInAnyOrderElementsOf(
                        copied.stream().map("!"::concat).toList());
        assertThat(copied).allSatisfy(path -> assertThat(Path.of(path)).exists());
    }

    @Test
    void theTaskNamesTheFileOfAuthoritiesThatTheImageHas() {
        assertThat(groups(stage("runtime"), "(?m)^WORKDIR (.*)$")).containsExactly("/etl");
        assertThat(groups("(?m)^COPY --from=authorities --chmod=0444 /(\\S+) \\./$"))
                .containsExactly("rds-authorities.pem");
        assertThat(Stack.with(Map.of())
                        .at("Resources", "TaskDefinition", "Properties")
                        .toString())
                .contains("/etl/rds-authorities.pem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"loader", "ingest"})
    void composeRunsTheProgramsAsEcsDoes(String service) {
        assertThat(services.get(service))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("read_only", true)
                .containsEntry("cap_drop", List.of("ALL"))
                .containsEntry("security_opt", List.of("no-new-privileges:true"));
    }

    @Test
    void composeLoadsTheHourThatItSeeds() {
        assertThat(List.of("loader", "seed"))
                .allSatisfy(service -> assertThat(Stack.map(services.get(service)))
                        .extractingByKey("command")
                        .asString()
                        .contains("2026-11-20T13"));
    }

    @Test
    void composePutsTheIngestBetweenBrowsersOfThisMachineAndS3() {
        Map<String, Object> ingest = Stack.map(services.get("ingest"));

        assertThat(Stack.map(ingest.get("build"))).containsEntry("target", "ingest");
        assertThat(ingest.get("ports")).isEqualTo(List.of("127.0.0.1:${INGEST_PORT:-8080}:8080"));
        assertThat(Stack.map(ingest.get("environment")))
                .containsEntry("RAW_BUCKET_NAME", "raw-events")
                .containsEntry("AWS_ENDPOINT_URL_S3", "http://s3:3900")
                .containsEntry(
                        "INGEST_ALLOWED_ORIGINS",
                        "${INGEST_ALLOWED_ORIGINS:-http://localhost:3000,http://127.0.0.1:3000}");
        assertThat(Stack.map(ingest.get("depends_on"))).containsOnlyKeys("s3");
    }

    private List<Object> entryPoint(String stage) {
        return new Yaml()
                .load(groups(stage(stage), "(?ms)^ENTRYPOINT (\\[.*?])$").getFirst());
    }

    private List<Object> healthCheck() {
        return new Yaml()
                .load(groups(stage("ingest"), "(?m)^HEALTHCHECK .* CMD (\\[.*])$")
                        .getFirst());
    }

    /** The instructions of a stage. */
    private String stage(String name) {
        return groups(dockerfile, "(?ms)^FROM \\S+ AS %s$(.*?)(?=^FROM )".formatted(name))
                .getFirst();
    }

    private List<String> groups(String pattern) {
        return groups(dockerfile, pattern);
    }

    private static List<String> groups(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String read(String... path) {
        try {
            return Files.readString(Path.of("", path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
