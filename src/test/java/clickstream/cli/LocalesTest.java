package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.ManyCommands;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The program where the JVM's locale has digits of its own (fa, ar, ne), other letters for {@code i} (tr) or other separators (de): what it
 * writes and says is the same everywhere. A process for each, for they start slowly.
 */
class LocalesTest {

    private static final List<String> LOCALES = List.of("fa-IR", "ar-EG", "ne-NP", "tr-TR", "de-DE");
    private static final int FA = 0;
    private static final int TR = 3;
    private static final String HOUR = "2026-11-20T13";
    private static final int EVENTS = 1_200;

    @TempDir
    private Path folder;

    @Test
    void rowsSummariesReportsAndFilesAreTheSameInAllLocales() throws IOException {
        List<TestingDatabase> databases = new ArrayList<>();
        List<ManyCommands> programs = new ArrayList<>();
        try (TestingS3 s3 = TestingS3.start()) {
            putHour(s3);
            for (String locale : LOCALES) {
                TestingDatabase database = TestingPostgres.shared().database();
                databases.add(database);
                programs.add(program(locale, s3, database));
            }

            programs.forEach(program -> assertLoaded(program.run("load", "--hour", HOUR)));
            List<Map<String, Object>> rows = rows(databases.getFirst());
            assertThat(rows).hasSize(EVENTS);
            assertThat(databases)
                    .allSatisfy(database -> assertThat(rows(database)).isEqualTo(rows));
            // Other digits, and other letters: the rest can only repeat it.
            List<ManyCommands> two = List.of(programs.get(FA), programs.get(TR));
            assertExported(two);
            assertReported(two);
        } finally {
            programs.forEach(ManyCommands::close);
            databases.forEach(TestingDatabase::close);
        }
    }

    private static void putHour(TestingS3 s3) {
        String events = IntStream.range(0, EVENTS)
                .mapToObj(number ->
                        "{\"eventName\":\"ITIL\",\"timestamp\":\"Fri, 20 Nov 2026 13:04:59 GMT\",\"product\":{\"price\":\"%s\"}}\n"
                                .formatted(String.valueOf(number)))
                .reduce("", String::concat);
        s3.put("events/2026/11/20/13/events", events.getBytes(StandardCharsets.UTF_8));
        s3.put("events/2026/11/20/13/rejects", "42\n\"İ\"\n{half".getBytes(StandardCharsets.UTF_8));
    }

    private static void assertLoaded(Result load) {
        assertThat(load.exitCode()).as(load.err()).isZero();
        assertThat(load.out().replaceAll("took [0-9]+[.][0-9] s", "took some time"))
                .contains(
                        "hour 2026-11-20T13 complete",
                        "1,203 read = 1,200 inserted + 0 duplicate + 0 conflicting + 3 rejected",
                        "it took some time");
        assertThat(load.err()).contains("Loading hour 2026-11-20T13, run 1\n", "Hour 2026-11-20T13 is complete after ");
        assertAsciiDigits(load.out() + load.err());
    }

    private void assertExported(List<ManyCommands> programs) throws IOException {
        for (int number = 0; number < programs.size(); number++) {
            Result export = programs.get(number)
                    .run("rejects", "export", "--folder", rejects(number).toString());
            assertThat(export.exitCode()).as(export.err()).isZero();
            assertThat(export.out())
                    .isEqualTo("3 rejects in %s; index.jsonl says what each file is\n".formatted(rejects(number)));
            try (Stream<Path> files = Files.walk(rejects(number))) {
                assertThat(files.filter(Files::isRegularFile)
                                .map(rejects(number)::relativize)
                                .map(Path::toString))
                        .containsExactlyInAnyOrder(
                                "index.jsonl",
                                HOUR + "/00000001-rejects-0",
                                HOUR + "/00000002-rejects-1",
                                HOUR + "/00000003-rejects-2");
            }
            assertThat(Files.readString(rejects(number).resolve("index.jsonl")))
                    .isEqualTo(Files.readString(rejects(0).resolve("index.jsonl")));
        }
    }

    private void assertReported(List<ManyCommands> programs) throws IOException {
        for (int number = 0; number < programs.size(); number++) {
            Result report = programs.get(number)
                    .run("report", "--hour", HOUR, "--out", page(number).toString());
            assertThat(report.exitCode()).as(report.err()).isZero();
            assertThat(report.out())
                    .isEqualTo("%s: 1 hour, of which 0 incomplete and 0 missing\n".formatted(page(number)));
            assertThat(Files.readString(page(number))).contains("1,200");
            assertAsciiDigits(Files.readString(page(number)));
        }
    }

    private Path rejects(int number) {
        return folder.resolve("rejects-" + number);
    }

    private Path page(int number) {
        return folder.resolve("report-%d.html".formatted(number));
    }

    private static ManyCommands program(String locale, TestingS3 s3, TestingDatabase database) {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        String[] parts = locale.split("-", -1);
        return LoaderProcess.with(environment)
                .javaOptions("-Duser.language=" + parts[0], "-Duser.country=" + parts[1])
                .open();
    }

    private static List<Map<String, Object>> rows(TestingDatabase database) {
        return JdbcClient.create(database.dataSource())
                .sql("SELECT * FROM clickstream_events ORDER BY event_id")
                .query()
                .listOfRows();
    }

    private static void assertAsciiDigits(String text) {
        assertThat(text.codePoints()).noneMatch(character -> character > 0x7f && Character.isDigit(character));
    }
}
