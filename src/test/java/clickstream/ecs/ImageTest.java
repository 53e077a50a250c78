package clickstream.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The Dockerfile, as far as reading it can tell, and what depends on it elsewhere. */
class ImageTest {

    private final String dockerfile = read("Dockerfile").replace("\\\n", " ");

    @Test
    void baseImagesArePinnedByTagAndDigest() {
        List<String> bases = groups("(?m)^ARG (?:JDK|JRE)=(.*)$");

        assertThat(bases)
                .hasSize(2)
                .allMatch(base -> base.matches("[a-z-]+:25[.0-9]+_\\d+-j(dk|re)-noble@sha256:[0-9a-f]{64}"));
        assertThat(groups("(?m)^FROM (\\S+)")).containsExactly("${JDK}", "${JRE}", "${JRE}", "runtime", "runtime");
    }

    @Test
    void theProgramIsStartedWithoutAShellAndNotAsRoot() {
        List<String> entryPoint =
                new Yaml().load(groups("(?ms)^ENTRYPOINT (\\[.*?])").getFirst());

        assertThat(entryPoint.getFirst()).isEqualTo("java");
        assertThat(entryPoint).endsWith("-jar", "clickstream-etl.jar");
        assertThat(groups("(?m)^USER (.*)$")).containsExactly("10001:10001");
        assertThat(dockerfile.indexOf("\nUSER ")).isLessThan(dockerfile.indexOf("\nENTRYPOINT "));
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
        assertThat(groups("(?ms)^ENTRYPOINT (\\[.*?])").getFirst())
                .contains(ofLauncher.stream().map("\"%s\""::formatted).toList());
    }

    @Test
    void whatIsCopiedIsLetThroughAndThereIsNothingElse() {
        List<String> copied = Stream.of("(?m)^COPY (?!--from)(.*) \\S+$")
                .flatMap(pattern -> groups(pattern).stream())
                .flatMap(sources -> Stream.of(sources.split(" ")))
                .toList();

        assertThat(read(".dockerignore").lines().filter(line -> !line.startsWith("#")))
                .startsWith("*")
                .filteredOn(line -> !line.equals("*"))
                .containsExactlyInAnyOrderElementsOf(
                        copied.stream().map("!"::concat).toList());
        assertThat(copied).allSatisfy(path -> assertThat(Path.of(path)).exists());
    }

    @Test
    void theTaskNamesTheFileOfAuthoritiesThatTheImageHas() {
        assertThat(groups("(?m)^WORKDIR (.*)$")).last().isEqualTo("/etl");
        assertThat(groups("(?m)^COPY --from=authorities --chmod=0444 /(\\S+) \\./$"))
                .containsExactly("rds-authorities.pem");
        assertThat(Stack.with(Map.of())
                        .at("Resources", "TaskDefinition", "Properties")
                        .toString())
                .contains("/etl/rds-authorities.pem");
    }

    @Test
    void composeRunsTheLoaderAsEcsDoes() {
        Map<String, Object> services = Stack.map(
                Stack.map(new Yaml().<Object>load(read("docker-compose.yml"))).get("services"));

        assertThat(Stack.map(services.get("loader")))
                .containsEntry("read_only", true)
                .containsEntry("cap_drop", List.of("ALL"));
        assertThat(Stack.map(services.get("seed")))
                .extractingByKey("command")
                .asString()
                .contains("2026-11-20T13");
        assertThat(Stack.map(services.get("loader")))
                .extractingByKey("command")
                .asString()
                .contains("2026-11-20T13");
    }

    private List<String> groups(String pattern) {
        return Pattern.compile(pattern)
                .matcher(dockerfile)
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
