package clickstream;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.generate.EventGenerator;
import clickstream.generate.EventGenerator.Settings;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents: their links lead somewhere, and what they tell to type works. */
class DocumentsTest {

    private static final Pattern FENCE = Pattern.compile("(?ms)^([ >]*)```([^\\n]*)\\n(.*?)^\\1```[ ]*$");
    private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]\\n]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*?)#* *$");

    /** The hour that the documents speak of. */
    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyLinkLeadsSomewhere() {
        assertThat(documents().flatMap(DocumentsTest::brokenLinks)).isEmpty();
    }

    @Test
    void theFirstDocumentsAreShort() throws IOException {
        assertThat(Files.readAllLines(Path.of("README.md"))).hasSizeLessThanOrEqualTo(120);
        assertThat(Files.readAllLines(Path.of("jobs", "README.md"))).hasSizeLessThanOrEqualTo(40);
    }

    /** What is in a block decides whether it is run, so none is without a word that says so. */
    @Test
    void everyBlockSaysWhatItIs() {
        assertThat(documents()
                        .flatMap(document -> blocks(document).map(CodeBlock::kind))
                        .distinct())
                .isSubsetOf(
                        "", "sh", "sh no-run", "sql", "console", "text", "yaml", "java", "json", "html", "jsx", "tsx");
    }

    /** One shell runs the blocks of all documents in turn, and one process what they call: a start takes seconds. */
    @Test
    void whatTheDocumentsTellToTypeWorks() throws IOException, InterruptedException {
        List<CodeBlock> blocks = documents()
                .flatMap(DocumentsTest::blocks)
                .filter(CodeBlock::isRun)
                .toList();
        assertThat(blocks.stream().map(CodeBlock::document).distinct()).hasSizeGreaterThanOrEqualTo(3);
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().database()) {
            new EventGenerator(new Settings(1, HOUR, 1, 100, Settings.USUAL_ODDITIES))
                    .objects()
                    .forEach(object -> s3.put(object.key(), object.bytes()));
            Map<String, String> environment = new HashMap<>(s3.environment());
            environment.putAll(database.environment());

            Process shell = start(blocks, environment);
            try {
                assertThat(shell.waitFor(300, TimeUnit.SECONDS))
                        .as(this::output)
                        .isTrue();
                assertThat(shell.exitValue()).as(this::output).isZero();
            } finally {
                shell.descendants().forEach(ProcessHandle::destroyForcibly);
                shell.destroyForcibly();
            }
        }
    }

    /** In a folder where jobs/etl and jobs/seed are the classes of this build. */
    private Process start(List<CodeBlock> blocks, Map<String, String> environment) throws IOException {
        String etl = java("clickstream.cli.CommandServer");
        executable("jobs/etl", """
                printf '%s\\n' "$@" > "$CALLS"
                exit "$(cat "$EXIT_CODES")"
                """);
        executable("jobs/seed", "exec %s \"$@\"".formatted(java("clickstream.generate.GenerateEvents")));
        executable(
                "blocks",
                """
                export CALLS="$PWD/calls" EXIT_CODES="$PWD/exit-codes"
                mkfifo "$CALLS" "$EXIT_CODES"
                %s "$CALLS" "$EXIT_CODES" &
                trap "kill $!" EXIT
                """.formatted(etl) + blocks.stream().map(CodeBlock::script).collect(Collectors.joining()));
        ProcessBuilder shell = new ProcessBuilder(folder.resolve("blocks").toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        shell.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("DW_PG_"));
        shell.environment().putAll(environment);
        return shell.start();
    }

    private String output() {
        return text(folder.resolve("output"));
    }

    private void executable(String name, String script) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, "#!/usr/bin/env bash\nset -euo pipefail\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String java(String mainClass) {
        return "'%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --sun-misc-unsafe-memory-access=allow -cp '%s' %s"
                .formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        mainClass);
    }

    private static Stream<String> brokenLinks(Path document) {
        return LINK.matcher(FENCE.matcher(text(document)).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .filter(link -> !leadsSomewhere(document, link))
                .map(link -> "%s: %s".formatted(document, link));
    }

    private static boolean leadsSomewhere(Path document, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? document
                : Path.of("").resolve(document).resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path document) {
        Set<String> anchors = new HashSet<>();
        Matcher headings = HEADING.matcher(FENCE.matcher(text(document)).replaceAll(""));
        while (headings.find()) {
            String anchor = headings.group(1)
                    .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .strip()
                    .replace(' ', '-');
            for (int again = 1; !anchors.add(anchor); again++) {
                anchor = anchor.replaceFirst("-\\d+$", "") + "-" + again;
            }
        }
        return anchors;
    }

    private static Stream<CodeBlock> blocks(Path document) {
        String text = text(document);
        return FENCE.matcher(text)
                .results()
                .map(fence -> new CodeBlock(
                        document,
                        fence.group(2).strip(),
                        fence.group(3),
                        (int) text.substring(0, fence.start()).lines().count() + 1));
    }

    /** All that git has, or will have. */
    private static Stream<Path> documents() {
        try (Stream<Path> files = Files.find(
                Path.of(""),
                12,
                (file, attributes) ->
                        attributes.isRegularFile() && file.toString().endsWith(".md"))) {
            return files
                    .filter(file -> Stream.of("target", ".git", "node_modules")
                            .noneMatch(name ->
                                    file.startsWith(name) || file.toString().contains("/" + name + "/")))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A fenced block.
     *
     * @param kind what stands behind the fence; {@code sh} is run, {@code sh no-run} needs an account, Docker or minutes
     * @param line where it begins, from 1
     */
    private record CodeBlock(Path document, String kind, String text, int line) {

        boolean isRun() {
            return kind.equals("sh");
        }

        String script() {
            return "echo '== %s, line %d' >&2%n%s".formatted(document, line, text);
        }
    }
}
