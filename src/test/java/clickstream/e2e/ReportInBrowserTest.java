package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.ManyCommands;
import clickstream.testing.TestingBrowser;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The report of hours that the program loaded, of events by somebody who means harm, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReportInBrowserTest {

    private static final String HOUR_13 = "events/2026/11/20/13/";
    private static final String HOUR_15 = "events/2026/11/20/15/";
    private static final String SCRIPT =
            "</script></style><img src=x onerror=\"document.title='harmed'\"><script>document.title='harmed'</script>";

    // First: where there is no browser there need be no servers.
    private final TestingBrowser browser = TestingBrowser.start();
    private final TestingS3 s3 = TestingS3.start();
    private final TestingDatabase database = TestingPostgres.shared().database();
    private Path page = Path.of("");

    @BeforeAll
    void load(@TempDir Path folder) throws InterruptedException {
        page = folder.resolve("report.html");
        String twice = "{\"eventName\":\"page_view\",\"eventId\":\"80000000-0000-4000-8000-000000000001\"}";
        put(
                HOUR_13 + "a",
                twice,
                twice,
                event("click"),
                event("click"),
                event("page_view"),
                "{\"" + SCRIPT.replace("\"", "'"));
        // Twice each, to be among the most frequent ones.
        for (String name : List.of(SCRIPT, "\u202etxet\u2066", "{{{style}}}", "عربي <b>")) {
            put(HOUR_13 + "b" + name.hashCode(), event(name), event(name));
        }
        put(HOUR_13 + "c<img src=x onerror=alert(1)>", "42", "\u202e\u0000\"'&");
        for (int name = 0; name < 30; name++) {
            put(HOUR_15 + "n" + name, event("name-" + name));
        }
        try (ManyCommands program = program().open()) {
            assertDone(program.run("load", "--from", "2026-11-20T13", "--to", "2026-11-20T16"));
            put(HOUR_13 + "late", event("late"));
            // S3 tells whole seconds, and late is what came after the run began that made the hour complete.
            assertDone(program.run("load", "--hour", "2026-11-20T13"));
            database.execute("""
                    INSERT INTO etl.load_run (hour, attempt, reload, requested_by, status, finished_at, failure)
                    VALUES ('2026-11-20T17:00Z', 1, false, 'tests', 'failed', now(), '</td><script>alert("failure")</script>')
                    """);
            assertDone(program.run(
                    "report", "--from", "2026-11-20T13", "--to", "2026-11-20T18", "--out", page.toString()));
        }
        browser.open(page, "light");
    }

    @AfterAll
    void stop() {
        browser.close();
        database.close();
        s3.close();
    }

    @Test
    void nothingIsAskedForAndNothingIsWrong() {
        assertThat(browser.requested()).containsExactly(page.toUri().toString());
        assertThat(browser.console()).isEmpty();
        assertThat(browser.evaluate("document.querySelectorAll('script, img, link, iframe, object').length")
                        .asInt())
                .isZero();
        assertThat(texts("style")).hasSize(1);
    }

    @Test
    void thePolicyAllowsTheStyleSheetAndNothingElse() {
        assertThat(browser.evaluate("getComputedStyle(document.querySelector('#calendar .missing')).backgroundColor")
                        .asString())
                .isEqualTo("rgb(226, 92, 92)");
        assertThat(browser.evaluate("document.querySelector('meta[http-equiv]').content")
                        .asString())
                .startsWith("default-src 'none'; style-src 'sha256-")
                .doesNotContain("unsafe", "http");
    }

    @Test
    void theTotalsAreThoseOfTheDatabase() {
        assertThat(figure("events-inserted")).isEqualTo(number("SELECT count(*) FROM clickstream_events"));
        assertThat(figure("table-rows")).isEqualTo(number("""
                SELECT count(*) FROM clickstream_events
                WHERE event_timestamp >= '2026-11-20T13:00Z' AND event_timestamp < '2026-11-20T18:00Z'"""));
        assertThat(figure("event-names"))
                .isEqualTo(number("SELECT count(DISTINCT event_name) FROM clickstream_events"));
        assertThat(figure("events-duplicate"))
                .isEqualTo(number("SELECT sum(duplicate) FROM etl.object_ledger"))
                .isOne();
        assertThat(figure("events-rejected"))
                .isEqualTo(number("SELECT count(*) FROM etl.rejected_event"))
                .isEqualTo(3);
        assertThat(figure("objects-listed")).isEqualTo(number("SELECT count(*) FROM etl.object_ledger"));
        assertThat(figure("objects-late")).isOne();
        assertThat(figure("lag")).isPositive();
    }

    @Test
    void everyHourIsInTheCalendarByItsState() {
        assertThat(texts("#calendar tbody th")).containsExactly("2026-11-20");
        assertThat(titles("#calendar tbody td[title]:not([title=''])"))
                .satisfiesExactly(
                        title -> assertThat(title)
                                .startsWith("2026-11-20T13 late: 7 objects, 1 late, ")
                                .endsWith(" 3 rejected"),
                        title -> assertThat(title).isEqualTo("2026-11-20T14 empty"),
                        title -> assertThat(title)
                                .isEqualTo(
                                        "2026-11-20T15 complete: 30 objects, 0 late, 30 events inserted, 0 rejected"),
                        title -> assertThat(title).isEqualTo("2026-11-20T16 missing"),
                        title -> assertThat(title).startsWith("2026-11-20T17 incomplete: "));
        for (String state : List.of("complete", "late", "empty", "incomplete", "missing")) {
            assertThat(figure(state)).as(state).isOne();
        }
    }

    @Test
    void theTwentyMostFrequentNamesAreCountedAndTheOthersTogether() {
        List<String> names = texts("#names tbody th");
        assertThat(names).hasSize(21).last().asString().endsWith(" other names");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('#names [data-value]')].reduce((sum, each) => sum + Number(each.dataset.value), 0)")
                        .asInt())
                .isEqualTo((int) figure("table-rows"));
    }

    @Test
    void whatStrangersWroteIsText() {
        assertThat(browser.evaluate("document.title").asString())
                .isEqualTo("Clickstream loads, 2026-11-20T13 to 2026-11-20T18");
        assertThat(texts("#names tbody th")).contains(SCRIPT, "\\u{202e}txet\\u{2066}", "{{{style}}}", "عربي <b>");
        assertThat(texts("#rejects code")).contains("{\"" + SCRIPT.replace("\"", "'"), "42", "\\u{202e}\\x00\"'&");
        assertThat(texts("#rejects span")).contains(HOUR_13 + "c<img src=x onerror=alert(1)> #0");
        assertThat(texts("#runs .foreign")).containsExactly("</td><script>alert(\"failure\")</script>");
    }

    @Test
    void rejectsAreCountedByReason() {
        assertThat(texts("#rejects tbody th")).containsExactly("malformed_json", "not_an_object");
        assertThat(texts("#rejects tbody td.n")).containsExactly("2", "1");
    }

    @Test
    void chartsHaveTheirLines() {
        assertThat(texts("figcaption")).hasSize(3);
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('svg[role=img] path')].every(path => path.getTotalLength() > 0)")
                        .asBoolean())
                .isTrue();
        assertThat(browser.evaluate("document.querySelectorAll('svg[role=img] path').length")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void itIsDarkForThoseWhoPreferThatAndPrintsInLight() throws InterruptedException {
        try {
            browser.open(page, "dark");
            assertThat(background()).isEqualTo("rgb(21, 24, 28)");
            assertThat(browser.console()).isEmpty();
        } finally {
            browser.open(page, "light");
        }
        assertThat(background()).isEqualTo("rgb(255, 255, 255)");
        // %PDF, in Base64.
        assertThat(browser.printed()).startsWith("JVBER");
    }

    private String background() {
        return browser.evaluate("getComputedStyle(document.body).backgroundColor")
                .asString();
    }

    private long figure(String id) {
        return Long.parseLong(
                browser.evaluate("document.querySelector('[data-figure=\"%s\"]').dataset.value".formatted(id))
                        .asString());
    }

    private List<String> texts(String selector) {
        return strings("[...document.querySelectorAll(\"%s\")].map(each => each.textContent)".formatted(selector));
    }

    private List<String> titles(String selector) {
        return strings("[...document.querySelectorAll(\"%s\")].map(each => each.title)".formatted(selector));
    }

    private List<String> strings(String expression) {
        var values = browser.evaluate(expression);
        return IntStream.range(0, values.size())
                .mapToObj(index -> values.path(index).asString())
                .toList();
    }

    private long number(String query) {
        return JdbcClient.create(database.dataSource())
                .sql(query)
                .query(Long.class)
                .single();
    }

    private static String event(String name) {
        return "{\"eventName\":\"%s\",\"_ingest\":{\"receivedAt\":\"2026-11-20T13:05:00Z\"}}"
                .formatted(name.replace("\"", "\\\""));
    }

    /** An object of lines. */
    private void put(String key, String... lines) {
        s3.put(key, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private LoaderProcess program() {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        return LoaderProcess.with(environment);
    }

    private static void assertDone(Result result) {
        assertThat(result.exitCode()).as(result.err()).isZero();
    }
}
