package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.ObjectCounts;
import clickstream.event.RejectReason;
import clickstream.generate.EventGenerator;
import clickstream.generate.EventGenerator.Settings;
import clickstream.generate.Expected;
import clickstream.generate.ExpectedValue.Issue;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.ManyCommands;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The program in processes of its own, from S3's protocol into PostgreSQL: an hour of thousands of generated events in several ranges,
 * dry run, loaded, and loaded again. What must be there is what the generator says that it wrote.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class LoadAnHourTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    private final TestingS3 s3 = TestingS3.start();
    private final TestingDatabase database = TestingPostgres.shared().database();
    private final Tables tables = new Tables(JdbcClient.create(database.dataSource()));
    private final ManyCommands program = loader().open();
    private final Expected expected = Expected.rows();
    private String dryRun = "";
    private String loaded = "";

    @BeforeAll
    void anHourOfShopTraffic() {
        new EventGenerator(Settings.usual(7, HOUR, 2_500)).objects().forEach(object -> {
            s3.put(object.key(), object.bytes(), object.lastModified());
            expected.accept(object);
        });
    }

    @AfterAll
    void stop() {
        program.close();
        database.close();
        s3.close();
    }

    @Test
    @Order(1)
    void aDryRunOfADatabaseThatWasNeverMigratedWritesNothing() {
        Result result = program.run("load", "--hour", HOUR.toString(), "--dry-run");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(tables.names()).isEmpty();
        dryRun = result.out();
    }

    @Test
    @Order(2)
    void theLoadSaysWhatTheDryRunSaid() {
        Result result = program.run("load", "--hour", HOUR.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        loaded = result.out();
        assertThat(sums(loaded)).isEqualTo(sums(dryRun));
    }

    @Test
    @Order(3)
    void severalRangesWereLoadedSideBySide() {
        assertThat(tables.count("etl.batch_step_execution WHERE step_name LIKE 'range:%'"))
                .isEqualTo(4);
    }

    @Test
    @Order(4)
    void everyColumnOfEveryRowIsAsItWasWritten() {
        Map<UUID, List<ClickstreamEvent>> wanted = expected.table();
        Map<UUID, ClickstreamEvent> rows = tables.events();
        assertThat(rows.keySet()).isEqualTo(wanted.keySet());
        assertThat(rows).allSatisfy((id, row) -> assertThat(wanted.get(id)).contains(row));
    }

    @Test
    @Order(5)
    void theCountsOfSummaryRunLedgerAndTablesAgree() {
        ObjectCounts objects = expected.objects();
        EventCounts events = expected.events();
        assertThat(sums(loaded)).isEqualTo("""
                        objects  %,d listed = 0 already loaded + %,d loaded + %,d skipped + %,d rejected + 0 failed
                        events   %,d read = %,d inserted + %,d duplicate + %,d conflicting + %,d rejected""".formatted(
                        objects.listed(),
                        objects.loaded(),
                        objects.skipped(),
                        objects.rejected(),
                        events.read(),
                        events.inserted(),
                        events.duplicate(),
                        events.conflicting(),
                        events.rejected()));
        assertThat(tables.lastRun().objects()).isEqualTo(objects);
        assertThat(tables.lastRun().events()).isEqualTo(events);
        assertThat(tables.ledger().objects()).isEqualTo(objects);
        assertThat(tables.ledger().events()).isEqualTo(events);
        assertThat(tables.count("public.clickstream_events")).isEqualTo(events.inserted());
        assertThat(tables.count("etl.conflicting_event")).isEqualTo(events.conflicting());
        assertThat(tables.count("etl.rejected_event")).isEqualTo(events.rejected());
    }

    @Test
    @Order(6)
    void everyRejectAndIssueIsRecordedWithItsReason() {
        assertThat(tables.rejectsByReason())
                .isEqualTo(expected.rejects().entrySet().stream()
                        .collect(Collectors.toMap(entry -> reason(entry.getKey()), Map.Entry::getValue)));
        Map<String, Long> issues = new HashMap<>();
        expected.issues().forEach((issue, count) -> issues.merge(text(issue), count, Long::sum));
        assertThat(tables.issues()).isEqualTo(issues);
    }

    @Test
    @Order(7)
    void aSecondLoadReadsNoObjectAndSaysSo() {
        s3.counts().reset();
        Map<UUID, ClickstreamEvent> before = tables.events();
        // In a process of its own, which knows of the first load by the database alone.
        Result result = loader().run("load", "--hour", HOUR.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(s3.counts().gets()).isZero();
        assertThat(result.out())
                .contains("%,d already loaded + 0 loaded"
                        .formatted(expected.objects().listed()))
                .contains("no object was requested from S3");
        assertThat(tables.events()).isEqualTo(before);
    }

    @Test
    @Order(8)
    void aReloadReadsEverythingAndDoublesNothing() {
        s3.counts().reset();
        Map<UUID, ClickstreamEvent> before = tables.events();
        Result result = program.run("load", "--hour", HOUR.toString(), "--reload");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(s3.counts().gets())
                .isEqualTo(expected.objects().loaded()
                        + expected.objects().rejected()
                        + tables.count("etl.object_ledger WHERE skip_reason = 'empty'"));
        assertThat(tables.events()).isEqualTo(before);
        assertThat(tables.count("etl.rejected_event"))
                .isEqualTo(expected.events().rejected());
        assertThat(tables.count("etl.conflicting_event"))
                .isEqualTo(expected.events().conflicting());
        assertThat(tables.count("etl.object_ledger"))
                .isEqualTo(expected.objects().listed());
    }

    private LoaderProcess loader() {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        environment.put("CLICKSTREAM_LOAD_OBJECTSPERPARTITION", "500");
        return LoaderProcess.with(environment);
    }

    /** The two lines of a summary that have its sums. */
    private static String sums(String summary) {
        return summary.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("objects ") || line.startsWith("events "))
                .collect(Collectors.joining("\n"));
    }

    private static String reason(RejectReason reason) {
        return reason.code();
    }

    private static String text(Issue issue) {
        return issue.field() + " " + issue.reason().code();
    }
}
