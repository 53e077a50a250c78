package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.event.RejectReason;
import clickstream.rejects.RejectSelection;
import clickstream.rejects.Rejects;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What the commands print and write, with rejects that are put into the tables by hand. */
class RejectsTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");
    private static final UUID ID = UUID.fromString("8d0c3c5e-4f6a-4c1e-9a51-0a1b2c3d4e5f");

    private TestingDatabase database;
    private SingleConnectionDataSource connection;
    private JdbcClient sql;
    private Rejects rejects;
    private final StringWriter out = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        database = TestingPostgres.shared().migratedDatabase();
        connection = new SingleConnectionDataSource(database.jdbcUrl(), database.user(), database.password(), true);
        sql = JdbcClient.create(connection);
        rejects = new Rejects(sql);
    }

    @AfterEach
    void stop() {
        connection.destroy();
        database.close();
    }

    @Test
    void rejectsAreCountedByHourAndReasonWithTheFirstOfEach() {
        for (int index = 0; index < 1_200; index++) {
            add(HOUR, "a", index, "malformed_json", "No JSON value at byte 0", "{half");
        }
        add(HOUR, "b", 0, "not_an_object", "a number", "42");
        add(
                HOUR.plus(1),
                "c",
                0,
                "malformed_json",
                "cut off",
                "x".repeat(70_000).substring(0, 65_536));
        add(HOUR.plus(1), "d", 0, "too_large", "not read", "");

        assertThat(list(RejectSelection.ALL, 2)).isEqualTo("""
                hour           reason               rejects
                2026-11-20T13  malformed_json         1,200
                    events/2026/11/20/13/a #0: No JSON value at byte 0
                        {half
                    events/2026/11/20/13/a #1: No JSON value at byte 0
                        {half
                2026-11-20T13  not_an_object              1
                    events/2026/11/20/13/b #0: a number
                        42
                2026-11-20T14  malformed_json             1
                    events/2026/11/20/14/c #0: cut off
                        %s… (65,536 bytes or more)
                2026-11-20T14  too_large                  1
                    events/2026/11/20/14/d #0: not read
                        (no bytes)
                all hours      malformed_json         1,201
                all hours      not_an_object              1
                all hours      too_large                  1
                all hours      all reasons            1,203
                """.formatted("x".repeat(120)));
    }

    @Test
    void hoursAndReasonsCanBeChosen() {
        add(HOUR, "a", 0, "malformed_json", "", "");
        add(HOUR.plus(1), "b", 0, "malformed_json", "", "");
        add(HOUR.plus(1), "b", 1, "no_event", "", "");

        assertThat(list(new RejectSelection(HOUR.plus(1), HOUR.plus(2), RejectReason.NO_EVENT), 0))
                .isEqualTo("""
                        hour           reason               rejects
                        2026-11-20T14  no_event                   1
                        all hours      no_event                   1
                        all hours      all reasons                1
                        """);
        assertThat(list(new RejectSelection(HOUR.plus(2), null, null), 3)).isEqualTo("no rejects\n");
    }

    @Test
    void whatStrangersWroteReachesNoTerminalRaw() {
        add(
                HOUR,
                "\u001b]0;owned\u0007\r\n2026-11-20T13  nothing \u202e",
                0,
                "malformed_json",
                "de\u001btail\n",
                "\u001b[2J\u009b31m\n<-");

        String text = list(RejectSelection.ALL, 3);
        assertThat(text.lines()).hasSize(6);
        assertThat(text.codePoints().filter(character -> character != '\n'))
                .noneMatch(character -> Character.isISOControl(character) || character == 0x202e);
        assertThat(text).contains("\\x1b]0;owned\\x07\\r\\n2026", "de\\x1btail\\n", "\\x1b[2J\\u{9b}31m\\n<-");
    }

    @Test
    void theListIsOneJsonDocumentForMachines() {
        String key = "\u001b\n\"\\\u202e";
        add(HOUR, key, 7, "malformed_json", "detail", "{\u0000\u001b");
        add(HOUR, key, 8, "no_event", "detail", "{}");

        print(OutputFormat.json, RejectSelection.ALL, 1);
        assertThat(out.toString().strip()).hasLineCount(1).doesNotContain("\u001b");
        Map<String, Object> document = JsonParserFactory.getJsonParser().parseMap(out.toString());
        assertThat(document.get("totals")).hasToString("{malformed_json=1, no_event=1}");
        assertThat(document.get("groups"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(2);
        assertThat(out.toString())
                .contains("\"hour\":\"2026-11-20T13\",\"reason\":\"malformed_json\",\"count\":1,\"samples\":[{\"key\":")
                .contains(
                        "\"etag\":\"tag\",\"index\":7,\"detail\":\"detail\",\"firstBytes\":\"{\\\\x00\\\\x1b\",\"bytes\":3,\"truncated\":false");
    }

    @Test
    void conflictsAreListedAgainstTheStandingRowWithTheColumnsThatDiffer() {
        sql.sql("""
                INSERT INTO clickstream_events (event_id, event_timestamp, event_name, user_id, context_product_price)
                VALUES (:id, '2026-11-20T13:05:00Z', 'click', 'u1', 190000)""").param("id", ID).update();
        addConflict("a", 3, ID, "'click', NULL, 190001");
        addConflict("b", 0, ID, "E'esc\\x1bape', 'u1', 190000");
        addConflict("c", 0, new UUID(1, 1), "'click', 'u1', 1");
        addConflict("d", 0, ID, "'click', 'u1', 190000");

        new ConflictListing(rejects, new PrintWriter(out)).print(RejectSelection.ALL, OutputFormat.text);

        assertThat(out).hasToString("""
                8d0c3c5e-4f6a-4c1e-9a51-0a1b2c3d4e5f  events/2026/11/20/13/a #3
                    user_id: in the table 'u1', here NULL
                    context_product_price: in the table '190000', here '190001'
                8d0c3c5e-4f6a-4c1e-9a51-0a1b2c3d4e5f  events/2026/11/20/13/b #0
                    event_name: in the table 'click', here 'esc\\x1bape'
                00000000-0000-0001-0000-000000000001  events/2026/11/20/13/c #0
                    the row that was in its way is gone
                8d0c3c5e-4f6a-4c1e-9a51-0a1b2c3d4e5f  events/2026/11/20/13/d #0
                    no column differs any more
                4 conflicting events
                """);
    }

    @Test
    void conflictsAreOneJsonDocumentHoweverManyPagesTheyTake() {
        sql.sql("""
                INSERT INTO etl.conflicting_event
                    (hour, object_name, etag, event_index, load_run, event_id, event_timestamp, event_name)
                SELECT :hour, 'a', 'tag', n, 1, :id, now(), 'other' FROM generate_series(0, 1200) AS n""")
                .param("hour", HOUR.start().atOffset(ZoneOffset.UTC))
                .param("id", ID)
                .update();
        sql.sql("INSERT INTO clickstream_events (event_id, event_timestamp, event_name) VALUES (:id, now(), 'click')")
                .param("id", ID)
                .update();

        new ConflictListing(rejects, new PrintWriter(out)).print(RejectSelection.ALL, OutputFormat.json);

        Map<String, Object> document = JsonParserFactory.getJsonParser().parseMap(out.toString());
        assertThat((List<?>) document.get("conflicts")).hasSize(1_201);
        assertThat(out.toString())
                .contains(
                        "\"existing\":true,\"differences\":{\"event_name\":{\"inTable\":\"click\",\"here\":\"other\"}}");
    }

    @Test
    void anExportThatIsAskedToStopHasAnIndexOfWhatItWrote() throws Exception {
        add(HOUR, "a", 0, "no_event", "detail", "a");
        add(HOUR, "b", 0, "no_event", "detail", "b");
        Path target = folder.resolve("stopped");

        assertThat(new RejectExport(target)
                        .write(
                                rejects.rejects(RejectSelection.ALL),
                                () -> Files.exists(target.resolve("2026-11-20T13"))))
                .isEqualTo(1);

        assertThat(target.resolve("2026-11-20T13/00000001-a-0")).hasContent("a");
        assertThat(Files.readAllLines(target.resolve("index.jsonl"))).hasSize(1);
    }

    @Test
    void theBytesOfEachRejectAreExportedAsTheyWere() throws Exception {
        Path target = folder.resolve("new/folder");
        String bytes = "{\u0000\r\n\u001b";
        add(HOUR, "event-a.json", 2, "malformed_json", "detail", bytes);
        add(HOUR.plus(1), "b", 0, "too_large", "detail", "");

        assertThat(new RejectExport(target).write(rejects.rejects(RejectSelection.ALL), () -> false))
                .isEqualTo(2);

        assertThat(target.resolve("2026-11-20T13/00000001-event-a.json-2"))
                .hasBinaryContent(bytes.getBytes(StandardCharsets.UTF_8));
        assertThat(target.resolve("2026-11-20T14/00000002-b-0")).isEmptyFile();
        assertThat(Files.readAllLines(target.resolve("index.jsonl"))).containsExactly("""
                {"hour":"2026-11-20T13","key":"events/2026/11/20/13/event-a.json","etag":"tag","index":2,\
                "reason":"malformed_json","detail":"detail","file":"2026-11-20T13/00000001-event-a.json-2","bytes":5,"truncated":false}""", """
                {"hour":"2026-11-20T14","key":"events/2026/11/20/14/b","etag":"tag","index":0,\
                "reason":"too_large","detail":"detail","file":"2026-11-20T14/00000002-b-0","bytes":0,"truncated":true}""");
    }

    @Test
    void whateverAKeyHoldsItsFileLiesInTheFolderUnderANameOfItsOwn() throws IOException {
        List<String> names = List.of(
                "../../../../etc/passwd",
                "/etc/passwd",
                "..",
                "a/b",
                "a_b",
                "A_B",
                "a\\b",
                "",
                " ",
                "\u001b[31m\n",
                "C:nul",
                "x".repeat(1_000),
                "x".repeat(999) + "y",
                "y" + "x".repeat(999),
                "😀".repeat(200),
                "-rf",
                "~",
                "*?\"<>|");
        names.forEach(name -> add(HOUR, name, 0, "malformed_json", "", name));
        Path target = folder.resolve("inner");

        new RejectExport(target).write(rejects.rejects(RejectSelection.ALL), () -> false);

        Set<String> files = new HashSet<>();
        Set<String> contents = new HashSet<>();
        for (String line : Files.readAllLines(target.resolve("index.jsonl"))) {
            Map<String, Object> entry = JsonParserFactory.getJsonParser().parseMap(line);
            String file = String.valueOf(entry.get("file"));
            assertThat(file).matches("2026-11-20T13/[0-9]{8}-[A-Za-z0-9._-]{0,60}-0");
            assertThat(files.add(file.toLowerCase(Locale.ROOT))).as(file).isTrue();
            assertThat(target.resolve(file).toRealPath()).startsWith(target.toRealPath());
            contents.add(Files.readString(target.resolve(file)));
            assertThat(entry.get("key")).isEqualTo(HOUR.prefix() + Files.readString(target.resolve(file)));
        }
        assertThat(contents).containsExactlyInAnyOrderElementsOf(names);
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(names.size() + 1);
        }
    }

    @Test
    void manyRejectsAreExportedPageByPage() throws IOException {
        sql.sql("""
                INSERT INTO etl.rejected_event (hour, object_name, etag, event_index, reason, detail, bytes, load_run)
                SELECT :hour, 'o' || n % 7, 'tag', n, CASE n % 2 WHEN 0 THEN 'no_event' ELSE 'bad_gzip' END, '', '\\x00', 1
                FROM generate_series(1, 1500) AS n""").param("hour", HOUR.start().atOffset(ZoneOffset.UTC)).update();

        assertThat(new RejectExport(folder)
                        .write(
                                rejects.rejects(new RejectSelection(HOUR, HOUR.plus(1), RejectReason.NO_EVENT)),
                                () -> false))
                .isEqualTo(750);
    }

    @Test
    void onlyAnEmptyFolderIsFree() throws IOException {
        assertThat(new RejectExport(folder).isFree()).isTrue();
        assertThat(new RejectExport(folder.resolve("absent/folder")).isFree()).isTrue();
        Path file = Files.writeString(folder.resolve(".hidden"), "x");
        assertThat(new RejectExport(folder).isFree()).isFalse();
        assertThat(new RejectExport(file).isFree()).isFalse();
    }

    private String list(RejectSelection selection, int samples) {
        print(OutputFormat.text, selection, samples);
        return out.toString();
    }

    private void print(OutputFormat format, RejectSelection selection, int samples) {
        out.getBuffer().setLength(0);
        new RejectListing(rejects, new PrintWriter(out), samples).print(selection, format);
    }

    private void add(Hour hour, String name, int index, String reason, String detail, String bytes) {
        sql.sql("""
                INSERT INTO etl.rejected_event (hour, object_name, etag, event_index, reason, detail, bytes, load_run)
                VALUES (:hour, :name, 'tag', :index, :reason, :detail, :bytes, 1)""")
                .param("hour", hour.start().atOffset(ZoneOffset.UTC))
                .param("name", name)
                .param("index", index)
                .param("reason", reason)
                .param("detail", detail)
                .param("bytes", bytes.getBytes(StandardCharsets.UTF_8))
                .update();
    }

    private void addConflict(String name, int index, UUID id, String columns) {
        sql.sql("""
                INSERT INTO etl.conflicting_event
                    (hour, object_name, etag, event_index, load_run, event_id, event_timestamp,
                     event_name, user_id, context_product_price)
                VALUES (:hour, :name, 'tag', :index, 1, :id, '2026-11-20T13:06:00Z', %s)""".formatted(columns))
                .param("hour", HOUR.start().atOffset(ZoneOffset.UTC))
                .param("name", name)
                .param("index", index)
                .param("id", id)
                .update();
    }
}
