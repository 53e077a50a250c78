package clickstream.rejects;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.audit.Audit;
import clickstream.audit.HourAudit;
import clickstream.database.Migrations;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.RejectReason;
import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import clickstream.job.HourRunner;
import clickstream.job.TestingEtl;
import clickstream.job.TestingJob;
import clickstream.load.LoadNeeds;
import clickstream.testing.TestingCounts;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingS3;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An event that a table cannot hold, though it is as a load needs it, costs itself and nothing else. */
class RefusedByTableTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    /** No compression makes it small enough for an entry of an index. */
    private static final String LONG = new Random(19)
            .ints(9_000, 'a', 'z' + 1)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());

    private static final TestingS3 s3 = TestingS3.shared();

    @RegisterExtension
    private final TestingJob job = TestingJob.with();

    private final TestingDatabase database = job.database();
    private final TestingEtl etl = job.etl();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE INDEX refuses ON clickstream_events (context_product_url_path) | ERROR: index row ",
                "CREATE FUNCTION part(text) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 9000 / (9000 - length($1))'; CREATE INDEX refuses ON clickstream_events (part(context_product_url_path)) | division by zero",
                "ALTER TABLE clickstream_events ADD COLUMN refuses int GENERATED ALWAYS AS (9000 / (9000 - length(context_product_url_path))) STORED | division by zero",
                "CREATE DOMAIN brief AS int CHECK (VALUE < 9000); ALTER TABLE clickstream_events ADD COLUMN refuses brief GENERATED ALWAYS AS (length(context_product_url_path)) STORED | violates check constraint",
                "CREATE FUNCTION part(text) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 9000 / (9000 - length($1)); END'; CREATE INDEX refuses ON clickstream_events (part(context_product_url_path)) | division by zero",
            })
    void anEventThatTheTableCannotHoldIsARejectInLoadDryRunAuditAndRetry(String made, String said) throws Exception {
        database.execute(made);
        StringBuilder lines = new StringBuilder();
        for (int number = 0; number < 50; number++) {
            lines.append(event(number, number == 20 || number == 33 ? LONG : "/p"));
        }
        // The id that was refused comes again, as the table wants it, and once more.
        lines.append(event(20, "/short")).append(event(20, "/other"));
        put("many", lines.toString());
        put("alone", event(77, LONG));

        LoadCounts expected = TestingCounts.of(
                "2 listed = 1 loaded + 1 rejected", "53 read = 49 inserted + 1 conflicting + 3 rejected");
        etl.bean(LoadNeeds.class).migrate(etl.bean(Migrations.class));
        assertThat(etl.run(HOUR).counts()).as("dry run").isEqualTo(expected);
        HourResult loaded = etl.load(HOUR);
        assertThat(loaded.outcome()).as(loaded.failure()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(loaded.counts()).isEqualTo(expected);
        assertThat(rejects()).containsExactly("alone 0", "many 20", "many 33");
        assertThat(lines("SELECT DISTINCT detail FROM etl.rejected_event"))
                .singleElement()
                .asString()
                .contains(said);
        assertThat(audit().gaps()).isEmpty();

        database.execute(
                made.contains("ADD COLUMN refuses")
                        ? "ALTER TABLE clickstream_events DROP COLUMN refuses"
                        : "DROP INDEX refuses");
        RejectRetry.Result retried = etl.bean(RejectRetry.class)
                .retry(
                        HOUR,
                        RejectReason.REFUSED_BY_TABLE,
                        new HourRunner.Request(true, Duration.ZERO, "tests, rejects retry"));
        assertThat(retried.hour().outcome()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(rejects()).isEmpty();
        assertThat(lines("SELECT count(*)::text FROM clickstream_events")).containsExactly("51");
        assertThat(audit().gaps()).isEmpty();
    }

    /** What a dry run cannot know of. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''not on a Friday''; END'; CREATE TRIGGER harm AFTER INSERT ON clickstream_events FOR EACH ROW WHEN (NEW.context_product_url_path = '/no') EXECUTE FUNCTION harm() | ERROR: not on a Friday",
                "ALTER TABLE clickstream_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY few ON clickstream_events USING (true) WITH CHECK (context_product_url_path <> '/no') | ERROR: new row violates row-level security policy for table \"clickstream_events\"",
            })
    void anEventThatATriggerOrAPolicyRefusesIsAReject(String made, String said) throws Exception {
        database.execute(made);
        put("many", event(1, "/p") + event(2, "/no") + event(3, "/p"));

        etl.bean(LoadNeeds.class).migrate(etl.bean(Migrations.class));
        assertThat(etl.load(HOUR).counts().events())
                .isEqualTo(TestingCounts.events("3 read = 2 inserted + 1 rejected"));
        assertThat(lines("SELECT detail FROM etl.rejected_event")).containsExactly(said);
        assertThat(audit().gaps()).isEmpty();
    }

    @Test
    void aPartitionThatIsMissingCostsTheEventsThatBelongThere() throws Exception {
        database.execute("""
                CREATE TABLE public.parted (LIKE clickstream_events, PRIMARY KEY (event_id)) PARTITION BY RANGE (event_id);
                CREATE TABLE public.parted_low PARTITION OF public.parted
                    FOR VALUES FROM (MINVALUE) TO ('80000000-0000-4000-8000-000000000005');
                DROP TABLE public.clickstream_events;
                ALTER TABLE public.parted RENAME TO clickstream_events
                """);
        for (int number = 0; number < 10; number++) {
            put("event-" + number, event(number, "/p"));
        }

        etl.bean(LoadNeeds.class).migrate(etl.bean(Migrations.class));
        assertThat(etl.load(HOUR).counts().events())
                .isEqualTo(TestingCounts.events("10 read = 5 inserted + 5 rejected"));
        assertThat(lines("SELECT DISTINCT detail FROM etl.rejected_event"))
                .containsExactly("ERROR: no partition of relation \"clickstream_events\" found for row");
    }

    /** Nobody can fill an hour with what takes a statement an event for long. */
    @Test
    void hundredsOfRefusedEventsTakeSeconds() throws Exception {
        database.execute("CREATE INDEX ON clickstream_events (context_product_url_path)");
        StringBuilder lines = new StringBuilder();
        for (int number = 0; number < 400; number++) {
            lines.append(event(number, LONG));
        }
        put("many", lines.toString());

        HourResult loaded = etl.load(HOUR);

        assertThat(loaded.counts().events()).isEqualTo(TestingCounts.events("400 read = 400 rejected"));
        assertThat(loaded.took()).isLessThan(Duration.ofSeconds(20));
    }

    private static String event(int number, String path) {
        return """
                {"eventId":"%s","eventName":"click","_ingest":{"receivedAt":"2026-11-20T13:05:00Z"},"product":{"urlPath":"%s"}}
                """.formatted(new UUID(0x8000_0000_0000_4000L, 0x8000_0000_0000_0000L + number), path);
    }

    private static void put(String name, String lines) {
        s3.put(HOUR.prefix() + name, lines.getBytes(StandardCharsets.UTF_8));
    }

    private HourAudit audit() throws InterruptedException {
        List<HourAudit> audits = new ArrayList<>();
        etl.bean(Audit.class).audit(List.of(HOUR), true, audits::add);
        return audits.getFirst();
    }

    private List<String> rejects() {
        return lines(
                "SELECT object_name || ' ' || event_index FROM etl.rejected_event WHERE reason = 'refused_by_table' ORDER BY 1");
    }

    private List<String> lines(String query) {
        return JdbcClient.create(database.dataSource())
                .sql(query)
                .query(String.class)
                .list();
    }
}
