package clickstream.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.audit.Audit;
import clickstream.audit.HourAudit;
import clickstream.database.Migrations;
import clickstream.event.ClickstreamEvent;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.job.HourResult;
import clickstream.job.HourRunner;
import clickstream.job.TestingEtl;
import clickstream.map.EventMapper;
import clickstream.parse.ObjectParser;
import clickstream.rejects.RejectRetry;
import clickstream.testing.LogExport;
import clickstream.testing.SaidLines;
import clickstream.testing.TestingCounts;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import clickstream.testing.TestingUserPool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@code POST /events} says, exported as CloudWatch does, is what it stores. */
final class LoggedEventsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T13:05:01.123Z");
    private static final Hour HOUR = Hour.containing(NOW);

    /** When the log took them: later, as it does. */
    private static final Instant LOGGED = NOW.plusMillis(250);

    private static final List<String> BODIES = List.of(
            "{\"eventName\":\"page_view\",\"eventId\":\"0b0c4a51-7a3e-4a6f-9d0e-2b1f6c0a1d11\",\"clientId\":\"c\",\"isFirstVisit\":true}",
            "{\"eventName\":\"product_view\",\"userId\":\"u-2\",\"sessionId\":\"s\",\"product\":{\"id\":\"p\",\"name\":\"\u0110i\u1ec7n tho\u1ea1i\",\"brand\":{\"name\":\"b\"},\"price\":199000,\"discountPrice\":19.5}}",
            "{\"\\u0065ventName\":\"click\",\"productId\":\"p\",\"name\":\"a \\\"b\\\" \\\\ \\n \\u0000\",\"category\":\"c\",\"price\":9007199254740993,\"urlPath\":\"/p\"}",
            "[{\"event_name\":\"logout\",\"event_id\":\"1733500000000-1a2b3c4d\",\"identity_source\":\"cookie\"},\n{\"eventName\":\"x\"},"
                    + "{\"eventName\":\"click\",\"type\":\"auth\",\"statusCode\":1,\"path\":\"/\",\"_ingest\":{\"receivedAt\":\"2001-01-01\"}}]",
            "{\n\"eventName\":\n\"add_to_cart\",\r\n\"eventId\":\"\",\"eventTimestamp\":\"2026-11-20T12:00:00Z\",\"userLoginState\":\"guest\"}");

    @Test
    void aLineThatIsLoadedIsTheRowOfItsObjectAndBothTogetherAreOne() throws Exception {
        try (TestingS3 s3 = TestingS3.start();
                TestingDatabase database = TestingPostgres.shared().database()) {
            List<String> lines = send(s3);
            List<String> keys = s3.keys("events/");
            Map<UUID, ClickstreamEvent> stored = new HashMap<>();
            for (String key : keys) {
                rows(s3.bytes(key), key).forEach(row -> stored.put(row.eventId(), row));
            }
            assertThat(stored).hasSize(12);
            byte[] task = LogExport.ofTask(lines, LOGGED);
            byte[] firehose = LogExport.ofFirehose(lines, LOGGED);
            assertThat(rows(task, HOUR.prefix() + "task/stream/000000.gz"))
                    .containsExactlyInAnyOrderElementsOf(stored.values());
            assertThat(rows(firehose, HOUR.prefix() + "firehose-1"))
                    .containsExactlyInAnyOrderElementsOf(stored.values());

            try (TestingEtl etl = TestingEtl.start(s3.environment(), database)) {
                etl.bean(Migrations.class).apply();
                assertThat(etl.load(HOUR).counts().events()).isEqualTo(TestingCounts.events("12 read = 12 inserted"));
                s3.put(HOUR.prefix() + "aws-logs-write-test", "Permission Check Successful".getBytes(UTF_8));
                s3.put(HOUR.prefix() + "task-1/stream/000000.gz", task);
                s3.put(HOUR.prefix() + "task-2/stream/000000.gz", task);
                s3.put(HOUR.prefix() + "firehose-1", firehose);
                s3.put(HOUR.prefix() + "task-3/stream/000000.gz", LogExport.ofTask(List.of(), LOGGED));
                s3.put(HOUR.prefix() + "task-4/cut", cutOff(lines.getLast()));

                HourResult again = etl.load(HOUR);

                assertThat(again.counts().events())
                        .isEqualTo(TestingCounts.events("37 read = 36 duplicate + 1 rejected"));
                assertThat(again.counts().objects())
                        .isEqualTo(TestingCounts.objects("%d listed = %d already + 3 loaded + 2 skipped + 1 rejected"
                                .formatted(keys.size() + 6, keys.size())));
                assertThat(JdbcClient.create(database.dataSource())
                                .sql("SELECT count(*) FROM public.clickstream_events")
                                .query(Integer.class)
                                .single())
                        .isEqualTo(12);
                assertThat(JdbcClient.create(database.dataSource())
                                .sql(
                                        "SELECT event_index || ' ' || reason || ' ' || convert_from(bytes, 'UTF8') FROM etl.rejected_event")
                                .query(String.class)
                                .list())
                        .containsExactly("0 malformed_json " + half(lines.getLast()));
                List<HourAudit> audits = new ArrayList<>();
                etl.bean(Audit.class).audit(List.of(HOUR), true, audits::add);
                assertThat(audits.getFirst().gaps()).isEmpty();
                assertThat(etl.bean(RejectRetry.class)
                                .retry(HOUR, null, new HourRunner.Request(true, Duration.ZERO, "tests"))
                                .hour()
                                .counts()
                                .events())
                        .isEqualTo(TestingCounts.events("1 read = 1 rejected"));
            }
        }
    }

    /** As a guest, then with a token; what was said. */
    private static List<String> send(TestingS3 s3) {
        try (TestingUserPool pool = TestingUserPool.start();
                SaidLines said = SaidLines.open();
                TestingIngest ingest = TestingIngest.start(
                        s3.environment(),
                        Map.of("INGEST_USER_POOL", pool.issuer(), "INGEST_AUDIENCES", TestingUserPool.AUDIENCE),
                        InstantSource.fixed(NOW))) {
            for (String body : BODIES) {
                assertThat(ingest.postEvents(body).statusCode()).isEqualTo(200);
                // The same ids would be the same events.
                String other = body.replace("0b0c4a51", "1b0c4a51").replace("1a2b3c4d", "1a2b3c4e");
                assertThat(ingest.postEvents(other, "Authorization", "Bearer " + pool.token("u-1"))
                                .statusCode())
                        .isEqualTo(200);
            }
            return said.lines();
        }
    }

    private static List<ClickstreamEvent> rows(byte[] bytes, String key) {
        ListedObject object = new ListedObject(
                HOUR, key.substring(HOUR.prefix().length()), "etag", bytes.length, NOW.plusSeconds(60));
        EventMapper mapper = new EventMapper();
        List<ClickstreamEvent> rows = new ArrayList<>();
        Iterator<ParsedValue> values = new ObjectParser(16 << 20, EventMapper.SOURCE_NAMES).values(bytes);
        while (values.hasNext()) {
            if (values.next() instanceof Event(int index, var body, var logged)) {
                boolean only = index == 0 && !values.hasNext();
                rows.add(mapper.map(body, object.loggedAt(logged), index, only).row());
            }
        }
        return rows;
    }

    private static byte[] cutOff(String line) {
        return ("2026-11-20T13:05:01.373Z " + half(line)).getBytes(UTF_8);
    }

    private static String half(String line) {
        return line.substring(0, line.length() / 2);
    }
}
