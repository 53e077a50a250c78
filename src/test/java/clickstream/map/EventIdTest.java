package clickstream.map;

import static clickstream.map.TestingColumn.object;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.EventIssue;
import clickstream.event.IssueReason;
import clickstream.event.MappedEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected version 5 UUIDs were computed with Python's {@code uuid.uuid5}. */
final class EventIdTest {

    private static final TestingColumn EVENT_ID = TestingColumn.named("event_id");

    /** Of {@code events/2026/11/20/13/batch.json#0}. */
    private static final String OF_PLACE = "04c4242e-b880-5171-b2c0-e41c086156ea";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            11111111-2222-3333-4444-55555555aBcD      | 11111111-2222-3333-4444-55555555abcd
            AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE      | aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
            {11111111-2222-3333-4444-555555555555}    | 11111111-2222-3333-4444-555555555555
            11111111222233334444555555555555          | 11111111-2222-3333-4444-555555555555
            {11111111222233334444555555555555}        | 11111111-2222-3333-4444-555555555555
            1111-1111-2222-3333-4444-5555-5555-5555   | 11111111-2222-3333-4444-555555555555
            11111111-22223333-4444555555555555        | 11111111-2222-3333-4444-555555555555
            {1111-1111222233334444-555555555555}      | 11111111-2222-3333-4444-555555555555
            ffffffff-ffff-ffff-ffff-ffffffffffff      | ffffffff-ffff-ffff-ffff-ffffffffffff
            """)
    void everySpellingThatPostgresqlAcceptsIsThatUuid(String id, String expected) {
        EVENT_ID.holds("\"eventId\": \"%s\"".formatted(id), expected, "");
        EVENT_ID.holds("\"event_id\": \"%s\", \"eventId\": \"x\"".formatted(id), expected, "");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            "1733500000000-1a2b3c4d"                   | f5ee501b-414f-5fe0-8268-56f37ab42a8e | "1733500000000-1a2b3c4d"
            "Undefined"                                | 4e108b1c-f042-5a10-be02-11a67de59e45 | "Undefined"
            " undefined "                              | a5235e93-9811-5d4f-ad42-506d73bc91e0 | " undefined "
            "sự kiện 😀"                               | c4892ee2-7661-5c9b-ba00-8dcd51815ab7 | "sự kiện 😀"
            "x"                                        | f97ac97c-f356-5964-86b1-abdf5927f99a | "x"
            # exact text: U+0000 included, and nothing about it is recorded
            "a\\u0000b"                                | a178533b-3670-5f3d-b566-80b1cd6ee58c | "a\uFFFDb"
            "\\u0000"                                  | c8857b77-0337-56df-9da0-30a760c16373 | "\uFFFD"
            # a lone surrogate as U+FFFD
            "a\\ud83db"                                | 3cfe01eb-0d1f-5c80-b7e6-2fb0a10093a7 | "a\uFFFDb"
            "a\\ufffdb"                                | 3cfe01eb-0d1f-5c80-b7e6-2fb0a10093a7 | "a\uFFFDb"
            # nearly a UUID
            " 11111111-2222-3333-4444-555555555555"    | f92b0f59-5d25-5c8c-a3f1-753dae674e1f | " 11111111-2222-3333-4444-555555555555"
            "{11111111-2222-3333-4444-555555555555"    | 4729c039-0136-52fa-9934-4662210f57bc | "{11111111-2222-3333-4444-555555555555"
            "11111111-2222-3333-4444-555555555555-"    | c89bb9a0-a4fc-57e9-a3be-690ccae482e7 | "11111111-2222-3333-4444-555555555555-"
            "111-11111-2222-3333-4444-555555555555"    | b03c3f60-55d4-5421-a829-bc7653849faf | "111-11111-2222-3333-4444-555555555555"
            # a number never is a UUID: its literal counts
            1733500000000                              | 883e4154-f16e-5103-89c3-54565f795e43 | 1733500000000
            1e3                                        | cdf243ed-d5ee-5225-9fae-9250d7d3ba32 | 1e3
            -0                                         | 9cf1836d-3af5-5d5e-9981-531da00d2f4b | -0
            11111111222233334444555555555555           | 5eed827a-5592-52af-81e3-b77e34663ec2 | 11111111222233334444555555555555
            """)
    void anyOtherTextOrNumberDerivesOne(String json, String expected, String detail) {
        EVENT_ID.holds("\"event_id\": %s".formatted(json), expected, "id_derived: event_id = " + detail);
        EVENT_ID.holds("\"eventId\": %s".formatted(json), expected, "id_derived: eventId = " + detail);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            "}11111111-2222-3333-4444-555555555555{"
            "11111111-2222-3333-4444-555555555555}"
            "{}"
            "{"
            "}"
            "-"
            "-1111111-2222-3333-4444-555555555555"
            "11111111--2222-3333-4444-555555555555"
            "11111111-2222-3333-4444-5555555555555"
            "11111111-2222-3333-4444-55555555555"
            "1-2-3-4-5"
            "{11111111-2222-3333-4444-555555555555-}"
            "{{11111111-2222-3333-4444-555555555555}}"
            "1111111g-2222-3333-4444-555555555555"
            "１1111111-2222-3333-4444-555555555555"
            "urn:uuid:11111111-2222-3333-4444-555555555555"
            "11111111-2222-3333-4444-555555555555\\u0000"
            "11111111-2222-3333-4444-555555555555 "
            """)
    void whatPostgresqlDoesNotAcceptIsNoUuid(String json) {
        MappedEvent mapped = TestingColumn.map("{\"eventId\": %s}".formatted(json));
        assertThat(mapped.issues()).extracting(EventIssue::reason).containsExactly(IssueReason.ID_DERIVED);
        assertThat(mapped.row().eventId().version()).isEqualTo(5);
        assertThat(mapped.row().eventId().variant()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ""
            " "
            "\\t\\n"
            "undefined"
            "null"
            "00000000-0000-0000-0000-000000000000"
            "{00000000-0000-0000-0000-000000000000}"
            "00000000000000000000000000000000"
            true
            false
            {}
            []
            """)
    void whatIsNoIdAtAllIsRecordedOnceAndOnlyWhereNothingMakesUpForIt(String json) {
        String detail = json.replace("\\t", "\t")
                .replace("\\n", "\n")
                .replace("[]", "[…]")
                .replace("{}", "{…}");
        EVENT_ID.holds("\"eventId\": %s".formatted(json), OF_PLACE, "id_missing: eventId = " + detail);
        EVENT_ID.holds(
                "\"event_id\": %s, \"eventId\": %s".formatted(json, json),
                OF_PLACE,
                "id_missing: event_id = %s, eventId = %s".formatted(detail, detail));
        String good = "11111111-2222-3333-4444-555555555555";
        EVENT_ID.holds("\"event_id\": %s, \"eventId\": \"%s\"".formatted(json, good), good, "");
        EVENT_ID.holds("\"event_id\": \"%s\", \"eventId\": %s".formatted(good, json), good, "");
        EVENT_ID.holds(
                "\"event_id\": %s, \"eventId\": \"x\"".formatted(json),
                "f97ac97c-f356-5964-86b1-abdf5927f99a",
                "id_derived: eventId = \"x\"");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "NULL", textBlock = """
            NULL
            "event_id": null, "eventId": null
            "eventid": "11111111-2222-3333-4444-555555555555"
            "id": "11111111-2222-3333-4444-555555555555"
            """)
    void anEventWithoutAnIdIsRecordedAsSuch(@Nullable String json) {
        EVENT_ID.holds(json, OF_PLACE, "id_missing: neither event_id nor eventId");
    }

    @Test
    void theFirstUsableIdCountsThoughTheSecondIsAUuid() {
        EVENT_ID.holds(
                "\"event_id\": \"x\", \"eventId\": \"11111111-2222-3333-4444-555555555555\"",
                "f97ac97c-f356-5964-86b1-abdf5927f99a",
                "id_derived: event_id = \"x\"");
    }

    @ParameterizedTest(name = "{0} #{1} only={2}")
    @CsvSource(delimiter = '|', textBlock = """
            # the object is the event
            event-AbCdEf01-2345-6789-abcd-ef0123456789.json         | 0 | true  | abcdef01-2345-6789-abcd-ef0123456789
            event-AbCdEf01-2345-6789-abcd-ef0123456789.json.gz      | 0 | true  | abcdef01-2345-6789-abcd-ef0123456789
            sub/event-AbCdEf01-2345-6789-abcd-ef0123456789.json     | 0 | true  | abcdef01-2345-6789-abcd-ef0123456789
            # it holds others too
            event-AbCdEf01-2345-6789-abcd-ef0123456789.json         | 0 | false | 59add070-068a-5f40-b13c-2eb0bdb9a85b
            event-AbCdEf01-2345-6789-abcd-ef0123456789.json         | 1 | false | 7986704b-860f-5523-ad4f-53674051fb16
            # it has another name
            event-00000000-0000-0000-0000-000000000000.json         | 0 | true  | f2da031b-568b-5545-9609-c6d937a2213c
            event-AbCdEf0123456789abcdef0123456789.json             | 0 | true  | 6102387f-5a11-5b9c-9fb3-1a67025884ec
            batch.json                                              | 0 | true  | 04c4242e-b880-5171-b2c0-e41c086156ea
            khách hàng/a.json                                       | 7 | false | 30ec82c1-5a9b-51ce-aaba-39a916565517
            """)
    void aMissingIdIsThatOfThePlace(String name, int index, boolean only, String expected) {
        MappedEvent mapped = new EventMapper().map(TestingJson.object("{\"a\": 1}"), object(name), index, only);
        EVENT_ID.assertHolds(mapped, expected, "id_missing: neither event_id nor eventId");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            event-abcdef01-2345-6789-abcd-ef0123456789
            event-abcdef01-2345-6789-abcd-ef0123456789.JSON
            event-abcdef01-2345-6789-abcd-ef0123456789.json.bz2
            event-abcdef01-2345-6789-abcd-ef0123456789.gz
            event-abcdef01-2345-6789-abcd-ef0123456789.json/x
            Event-abcdef01-2345-6789-abcd-ef0123456789.json
            xevent-abcdef01-2345-6789-abcd-ef0123456789.json
            event-{abcdef01-2345-6789-abcd-ef0123456789}.json
            event-abcdef01-23456-789-abcd-ef0123456789.json
            event-１bcdef01-2345-6789-abcd-ef0123456789.json
            event-.json
            """)
    void anObjectOfAnotherNameLendsNoId(String name) {
        MappedEvent mapped = new EventMapper().map(TestingJson.object("{\"a\": 1}"), object(name), 0, true);
        assertThat(mapped.row().eventId())
                .isEqualTo(NameBasedUuid.of("events/2026/11/20/13/" + name + "#0"))
                .matches(id -> id.version() == 5);
    }
}
