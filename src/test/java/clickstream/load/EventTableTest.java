package clickstream.load;

import static clickstream.load.TestingRows.HOUR;
import static clickstream.load.TestingRows.TIME;
import static clickstream.load.TestingRows.event;
import static clickstream.load.TestingRows.id;
import static clickstream.load.TestingRows.object;
import static clickstream.load.TestingRows.reject;
import static clickstream.load.TestingRows.row;
import static clickstream.load.TestingTarget.add;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventIssue;
import clickstream.event.IssueReason;
import clickstream.event.ListedObject;
import clickstream.event.LoadCounts;
import clickstream.event.MappedEvent;
import clickstream.event.ParsedValue.Reject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes into the database comes out of it as it was. */
class EventTableTest {

    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "\t",
            "a\tb\nc\r\nd\u000b\f",
            "\\",
            "\\\\",
            "\\N",
            "\\.",
            "\n\\.\n",
            "\\n\\t\\x41\\u0041",
            "'",
            "''",
            "\"",
            "\"\"",
            "\\\"",
            "'; DROP TABLE clickstream_events; --",
            "$$ $1 ? :name ?::text {fn now()} ??",
            "{}",
            "{a,b}",
            "{{\"a\"}}",
            "a,b,",
            "(a,b)",
            "NULL",
            "null",
            "\u0001\u001f\u007f\u0085\u2028\u2029",
            "áo sơ mi trắng, a\u0301",
            "😀👩‍👩‍👧‍👦",
            "\ufffd\ufffe\uffff\ufeff",
            "\udbff\udfff",
            "x".repeat(1024 * 1024));

    private final TestingTarget target = new TestingTarget();

    @AfterEach
    void drop() {
        target.close();
    }

    @Test
    void everyTextIsStoredInEveryColumnAsItIs() {
        List<ClickstreamEvent> rows = new ArrayList<>();
        for (String text : HOSTILE) {
            rows.add(row(id(rows.size()), TIME, text, text, rows.size() % 2 == 0, (long) rows.size()));
        }
        assertStoredExactly(rows);
    }

    @Test
    void aTextIsNotMixedUpWithTheColumnBesideIt() {
        ClickstreamEvent row = new ClickstreamEvent(
                id(1),
                TIME,
                "name",
                "user",
                "login",
                "source",
                "client",
                "session",
                false,
                "product",
                "product name",
                "category",
                "brand",
                1L,
                2L,
                "path");
        assertStoredExactly(List.of(row));
        assertThat(target.lines("""
                SELECT event_name, user_id, user_login_state, identity_source, client_id, session_id, is_first_visit,
                       context_product_id, context_product_name, context_product_category, context_product_brand,
                       context_product_price, context_product_discount_price, context_product_url_path
                FROM clickstream_events"""))
                .containsExactly(
                        "(name,user,login,source,client,session,f,product,\"product name\",category,brand,1,2,path)");
    }

    @Test
    void everyColumnThatMayBeNullIsStoredAsNull() {
        assertStoredExactly(List.of(row(id(1), TIME, "click", null, null, null)));
        assertThat(
                        target.lines(
                                "SELECT num_nulls(VARIADIC ARRAY[user_id, user_login_state, identity_source, client_id, "
                                        + "session_id, is_first_visit::text, context_product_id, context_product_name, "
                                        + "context_product_category, context_product_brand, context_product_price::text, "
                                        + "context_product_discount_price::text, context_product_url_path]) FROM clickstream_events"))
                .containsExactly("(13)");
    }

    @Test
    void extremeIdsTimesAndNumbersAreStoredAsTheyAre() {
        List<ClickstreamEvent> rows = new ArrayList<>();
        for (String time : List.of(
                "2000-01-01T00:00:00Z",
                "2000-01-01T00:00:00.000001Z",
                "2026-11-20T13:05:00.999999Z",
                "2038-01-19T03:14:08Z",
                "2262-04-11T23:47:16.854776Z",
                "2263-01-01T00:00:00.000001Z",
                "9999-12-31T23:59:59.999999Z")) {
            for (long number : List.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 9_007_199_254_740_993L)) {
                rows.add(row(new UUID(number, rows.size()), Instant.parse(time), "x", null, number < 0, number));
            }
        }
        rows.add(row(new UUID(-1, -1), TIME, "x", null, true, 1L));
        assertStoredExactly(rows);
    }

    /** A fraction of eight bytes would be read from those of a whole number. */
    @Test
    void aColumnThatWasChangedMeanwhileGetsTheSameNumbers() {
        target.database().execute("ALTER TABLE clickstream_events ALTER COLUMN context_product_price TYPE float8");

        target.load(chunk ->
                add(chunk, object("a"), new MappedEvent(row(id(1), TIME, "x", null, null, 199_000L), List.of())));

        assertThat(target.lines("SELECT context_product_price FROM clickstream_events"))
                .containsExactly("(199000)");
    }

    /** Other stores than S3 have times before 2000, or finer than PostgreSQL's. */
    @Test
    void aTimeOfTheLedgerIsRoundedAsPostgreSqlDoes() {
        Instant modified = Instant.parse("1969-12-31T23:59:59.9999997Z");

        target.load(chunk -> add(chunk, new ListedObject(HOUR, "a", "etag", 1, modified), reject(0, "{")));

        assertThat(target.lines("SELECT last_modified AT TIME ZONE 'UTC' AS utc FROM etl.object_ledger"))
                .containsExactly("(\"1970-01-01 00:00:00\")");
    }

    /** Rows of the predecessor can have times that no event has. */
    @Test
    void aStandingRowIsComparedWhateverItsTime() {
        target.database().execute("""
                INSERT INTO clickstream_events (event_id, event_timestamp, event_name) VALUES
                    ('%s', 'infinity', 'x'), ('%s', '-infinity', 'x'), ('%s', '4000-01-01 BC', 'x')
                """.formatted(id(0), id(1), id(2)));

        LoadCounts counts = target.load(chunk -> {
            chunk.begin(object("a"));
            for (int index = 0; index < 3; index++) {
                chunk.event(new MappedEvent(row(id(index), TIME, "x", null, null, null), List.of()), index);
            }
            chunk.end();
        });

        assertThat(counts.events().duplicate()).isEqualTo(3);
    }

    /** Of the same rows again each is a duplicate, be the driver's answers text or, from the fifth time on, binary. */
    @Test
    void whatWasStoredIsEqualToWhatIsLoadedAgainHoweverOften() {
        for (int time = 0; time < 8; time++) {
            long expected = time == 0 ? 0 : HOSTILE.size();
            LoadCounts counts = target.load(chunk -> {
                chunk.begin(object("a"));
                for (int index = 0; index < HOSTILE.size(); index++) {
                    String text = HOSTILE.get(index);
                    chunk.event(new MappedEvent(row(id(index), TIME, text, text, true, -1L), List.of()), index);
                }
                chunk.end();
            });
            assertThat(counts.events().duplicate()).isEqualTo(expected);
        }
    }

    @Test
    void aConflictIsKeptAsItCame() {
        target.load(chunk -> {
            chunk.begin(object("a"));
            for (int index = 0; index < HOSTILE.size(); index++) {
                String text = HOSTILE.get(index);
                chunk.event(event(index, "first"), 2 * index);
                chunk.event(new MappedEvent(row(id(index), TIME, "other", text, null, -5L), List.of()), 2 * index + 1);
            }
            chunk.end();
        });
        List<ClickstreamEvent> kept = target.sql()
                .sql("SELECT %s FROM etl.conflicting_event ORDER BY event_index".formatted(EventColumn.NAMES))
                .query((row, number) -> EventColumn.read(row))
                .list();

        assertThat(kept).extracting(ClickstreamEvent::productUrlPath).isEqualTo(HOSTILE);
        assertThat(kept).extracting(ClickstreamEvent::productPrice).containsOnly(-5L);
    }

    @Test
    void anyBytesOfARejectAreKept() {
        byte[] all = new byte[256];
        for (int value = 0; value < 256; value++) {
            all[value] = (byte) value;
        }
        byte[] most = new byte[64 * 1024];
        new Random(42).nextBytes(most);
        List<byte[]> kept = List.of(
                new byte[0], new byte[1], all, "\\x00\\000\\".getBytes(java.nio.charset.StandardCharsets.UTF_8), most);

        target.load(chunk -> add(
                chunk,
                object("a"),
                java.util.stream.IntStream.range(0, kept.size())
                        .mapToObj(index -> reject(index, kept.get(index)))
                        .toArray(Reject[]::new)));

        assertThat(target.sql()
                        .sql("SELECT bytes FROM etl.rejected_event ORDER BY event_index")
                        .query((row, number) -> row.getBytes(1))
                        .list())
                .usingRecursiveComparison()
                .isEqualTo(kept);
    }

    @Test
    void namesAndDetailsOfStrangersAreKeptAsTheyAre() {
        List<String> names =
                HOSTILE.stream().filter(text -> text.length() < 1_024).toList();
        target.load(chunk -> {
            int number = 0;
            for (String name : names) {
                ListedObject object = object(HOUR, name, "\"" + name);
                chunk.begin(object);
                chunk.event(
                        new MappedEvent(
                                row(number++, "x"), List.of(new EventIssue("user_id", IssueReason.NOT_SCALAR, name))),
                        0);
                chunk.end();
            }
        });

        assertThat(target.sql().sql("""
                                SELECT object_name
                                FROM etl.object_ledger JOIN etl.event_issue USING (hour, object_name, etag)
                                WHERE detail = object_name AND etag = '"' || object_name
                                """).query(String.class).list()).containsExactlyInAnyOrderElementsOf(names);
    }

    private void assertStoredExactly(List<ClickstreamEvent> rows) {
        LoadCounts counts = target.load(chunk -> {
            chunk.begin(object("a"));
            for (int index = 0; index < rows.size(); index++) {
                chunk.event(new MappedEvent(rows.get(index), List.of()), index);
            }
            chunk.end();
        });
        assertThat(counts.events().inserted()).isEqualTo(rows.size());
        for (ClickstreamEvent row : rows) {
            assertThat(target.existing(row.eventId()).equals(row))
                    .as("%.40s at %s", row.eventName(), row.eventTimestamp())
                    .isTrue();
        }
    }
}
