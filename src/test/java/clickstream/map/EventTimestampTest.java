package clickstream.map;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.JsonValue.JsonNumber;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The objects of these tests were last modified at 2026-11-20T13:05:00.5Z, which is 1795179900.5. */
final class EventTimestampTest {

    private static final TestingColumn EVENT_TIMESTAMP = TestingColumn.named("event_timestamp");
    private static final String OF_LAST_MODIFIED = "2026-11-20T13:05:00.500Z";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # receivedAt before event_timestamp before eventTimestamp before LastModified
            "eventTimestamp": "2026-03-03", "event_timestamp": "2026-02-02", "_ingest": {"receivedAt": "2026-01-01"} | 2026-01-01T00:00:00Z |
            "eventTimestamp": "2026-03-03", "event_timestamp": "2026-02-02", "_ingest": {"receivedAt": null}         | 2026-02-02T00:00:00Z |
            "eventTimestamp": "2026-03-03", "event_timestamp": "2026-02-02", "_ingest": {"sourceIp": "::1"}          | 2026-02-02T00:00:00Z |
            "eventTimestamp": "2026-03-03", "event_timestamp": null                                                  | 2026-03-03T00:00:00Z |
            "eventTimestamp": null                                                                                   | 2026-11-20T13:05:00.500Z |
            "receivedAt": "2026-01-01", "timestamp": "2026-01-01", "EventTimestamp": "2026-01-01"                    | 2026-11-20T13:05:00.500Z |
            # an _ingest that is no object is as if absent
            "_ingest": "2026-01-01"                                                                                  | 2026-11-20T13:05:00.500Z |
            "_ingest": [{"receivedAt": "2026-01-01"}], "eventTimestamp": "2026-03-03"                                | 2026-03-03T00:00:00Z |
            "_ingest": null                                                                                          | 2026-11-20T13:05:00.500Z |
            # each one that is not usable is recorded once
            "_ingest": {"receivedAt": "yesterday"}, "eventTimestamp": "2026-03-03"                                   | 2026-03-03T00:00:00Z | bad_timestamp: _ingest.receivedAt = "yesterday"
            "_ingest": {"receivedAt": 0}, "event_timestamp": {"a": 1}, "eventTimestamp": ""                          | 2026-11-20T13:05:00.500Z | implausible_timestamp: _ingest.receivedAt = 0 ; bad_timestamp: event_timestamp = {…} ; bad_timestamp: eventTimestamp = ""
            "_ingest": {"receivedAt": "2026-01-01"}, "eventTimestamp": "x"                                           | 2026-01-01T00:00:00Z |
            """)
    void theFirstUsableSourceCounts(String json, String expected, @Nullable String issues) {
        EVENT_TIMESTAMP.holds(json, expected, issues);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # ISO with an offset
            "2026-11-20T13:04:59.123Z"             | 2026-11-20T13:04:59.123Z
            "2026-11-20T13:04:59Z"                 | 2026-11-20T13:04:59Z
            "2026-11-20T13:04Z"                    | 2026-11-20T13:04:00Z
            "2026-11-20t13:04:59z"                 | 2026-11-20T13:04:59Z
            "2026-11-20T20:04:59+07:00"            | 2026-11-20T13:04:59Z
            "2026-11-20T20:04:59+07:00:00"         | 2026-11-20T13:04:59Z
            "2026-11-20T13:04:59.Z"                | 2026-11-20T13:04:59Z
            "2026-11-20T20:04:59+07"               | 2026-11-20T13:04:59Z
            "2026-11-20T13:04:59-18:00"            | 2026-11-21T07:04:59Z
            "2026-11-20T13:04:59.123456Z"          | 2026-11-20T13:04:59.123456Z
            "2026-11-20T13:04:59.123456789Z"       | 2026-11-20T13:04:59.123456Z
            "2026-11-20T13:04:59.9999999Z"         | 2026-11-20T13:04:59.999999Z
            "2024-02-29T00:00:00Z"                 | 2024-02-29T00:00:00Z
            # without an offset it is UTC
            "2026-11-20T13:04:59.5"                | 2026-11-20T13:04:59.500Z
            "2026-11-20T13:04"                     | 2026-11-20T13:04:00Z
            # a bare date is midnight
            "2026-11-20"                           | 2026-11-20T00:00:00Z
            # of mail and HTTP
            "Fri, 20 Nov 2026 13:04:59 GMT"        | 2026-11-20T13:04:59Z
            "fri, 20 nov 2026 13:04:59 gmt"        | 2026-11-20T13:04:59Z
            "Fri, 20 Nov 2026 20:04:59 +0700"      | 2026-11-20T13:04:59Z
            "20 Nov 2026 13:04 GMT"                | 2026-11-20T13:04:00Z
            "Sun, 1 Nov 2026 13:04:59 GMT"         | 2026-11-01T13:04:59Z
            # seconds, milliseconds, microseconds, nanoseconds
            1795179899                             | 2026-11-20T13:04:59Z
            1795179899123                          | 2026-11-20T13:04:59.123Z
            1795179899123456                       | 2026-11-20T13:04:59.123456Z
            1795179899123456789                    | 2026-11-20T13:04:59.123456Z
            "1795179899"                           | 2026-11-20T13:04:59Z
            "1795179899123"                        | 2026-11-20T13:04:59.123Z
            "1795179899123456"                     | 2026-11-20T13:04:59.123456Z
            "1795179899123456789"                  | 2026-11-20T13:04:59.123456Z
            "0001795179899123"                     | 2026-11-20T13:04:59.123Z
            # fractions and exponents are read exactly
            1795179899.123456                      | 2026-11-20T13:04:59.123456Z
            1795179899.1234569999999999999999      | 2026-11-20T13:04:59.123456Z
            1795179899.000001                      | 2026-11-20T13:04:59.000001Z
            1795179899123.4567                     | 2026-11-20T13:04:59.123456Z
            1795179899123456.9                     | 2026-11-20T13:04:59.123456Z
            1.795179899123e9                       | 2026-11-20T13:04:59.123Z
            1.795179899123e12                      | 2026-11-20T13:04:59.123Z
            1795179899123e-3                       | 2026-11-20T13:04:59.123Z
            1.795179899E18                         | 2026-11-20T13:04:59Z
            """)
    void timeIsReadExactly(String json, String expected) {
        EVENT_TIMESTAMP.holds("\"eventTimestamp\": " + json, expected, "");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ""
            " "
            "yesterday"
            "null"
            " 2026-11-20"
            "2026-11-20 "
            "2026-11-20 13:04:59"
            "2026-11-20T24:00:00Z"
            "2026-11-20T24:00:00.000Z"
            "2026-11-20T13:60:00.000Z"
            "2026-11-20T13:04:60.000Z"
            "2026-02-30T00:00:00.000Z"
            "2025-02-29T00:00:00.000Z"
            "2026-13-01T00:00:00.000Z"
            "2026-00-01T00:00:00.000Z"
            "2026-11-20T13:04:59,000Z"
            "2026-11-2 T13:04:59.000Z"
            "2026-11-20T13:04:60Z"
            "2026-11-20T13:60:00Z"
            "2026-11-20T13Z"
            "+2026-11-20T13:04:59Z"
            "2026-11-20T20:04:59+0700"
            "2026-11-20T13:04:59.1234567890Z"
            "2026-11-20T13:04:59,5Z"
            "2026-11-20T13:04:59+19:00"
            "2026-11-20T13:04:59+07:60"
            "2026-11-20T13:04:59Z[UTC]"
            "2026-11-20T13:04:59 Z"
            "2026-11-20T"
            "2026-11-20Z"
            "2026-02-29"
            "2026-02-30T00:00:00Z"
            "2026-04-31"
            "2026-13-01"
            "2026-00-01"
            "2026-1-1"
            "2026-11"
            "20261120T130459Z"
            "2026-324"
            "2026-W47-5"
            "275760-09-13"
            "٢٠٢٦-١١-٢٠"
            # mail's, strictly
            "Thu, 20 Nov 2026 13:04:59 GMT"
            "Thu, 30 Feb 2026 13:04:59 GMT"
            "30 Feb 2026 13:04:59 GMT"
            "31 Apr 2026 13:04:59 GMT"
            "Fri, 20 Nov 2026 24:00:00 GMT"
            "Fri, 20 Nov 2026 13:04:60 GMT"
            "Fri, 20 Nov 2026 13:04:59 UTC"
            "Fri, 20 Nov 2026 13:04:59"
            "Fr., 20 Nov. 2026 13:04:59 GMT"
            "Thứ Sáu, 20 Nov 2026 13:04:59 GMT"
            # a string is epoch time only if it has the digits 0 to 9 and nothing else
            "1795179899.5"
            "-1795179899"
            "+1795179899"
            " 1795179899"
            "1.795179899e9"
            "１７９５１７９８９９"
            "١٧٩٥١٧٩٨٩٩"
            true
            """)
    void anythingElseIsNoTime(String json) {
        EVENT_TIMESTAMP.holds(
                "\"eventTimestamp\": " + json, OF_LAST_MODIFIED, "bad_timestamp: eventTimestamp = " + json);
    }

    @Test
    void neitherIsAnObjectOrAnArray() {
        EVENT_TIMESTAMP.holds("\"eventTimestamp\": {}", OF_LAST_MODIFIED, "bad_timestamp: eventTimestamp = {…}");
        EVENT_TIMESTAMP.holds("\"eventTimestamp\": []", OF_LAST_MODIFIED, "bad_timestamp: eventTimestamp = […]");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # from 2000 …
            "2000-01-01T00:00:00Z"                     | 2000-01-01T00:00:00Z
            "2000-01-01"                               | 2000-01-01T00:00:00Z
            "2000-01-01T07:00:00+07:00"                | 2000-01-01T00:00:00Z
            946684800                                  | 2000-01-01T00:00:00Z
            "946684800000"                             | 2000-01-01T00:00:00Z
            946684800000000000                         | 2000-01-01T00:00:00Z
            "1999-12-31T23:59:59.999999999Z"           |
            946684799                                  |
            946684799.99999999999999999999999999       |
            946684799999.9999999                       |
            # … to a day after LastModified
            "2026-11-21T13:05:00.5Z"                   | 2026-11-21T13:05:00.500Z
            1795266300.5                               | 2026-11-21T13:05:00.500Z
            1795266300.500000000000000                 | 2026-11-21T13:05:00.500Z
            1795266300500                              | 2026-11-21T13:05:00.500Z
            "1795266300500000000"                      | 2026-11-21T13:05:00.500Z
            "2026-11-21T13:05:00.500000001Z"           |
            "1795266300500000001"                      |
            1795266300.5000000000000000000000001       |
            1795266300500000000.000001                 |
            17952663005000000000000001e-16             |
            # other times that trackers send
            0                                          |
            -0                                         |
            1                                          |
            -1                                         |
            -1795179899                                |
            -1e999999999999                            |
            "0"                                        |
            "0000-01-01T00:00:00Z"                     |
            "1970-01-01T00:00:00Z"                     |
            "9999-12-31T23:59:59Z"                     |
            "+275760-09-13T00:00:00.000Z"              |
            "-0001-01-01"                              |
            "+999999999-12-31T23:59:59.999999999-18:00" |
            "-999999999-01-01T00:00:00+18:00"          |
            "Thu, 01 Jan 1970 00:00:00 GMT"            |
            "20261120"                                 |
            "20261120130459"                           |
            # the limits of the units
            99999999999                                |
            99999999999.999                            |
            100000000000                               |
            99999999999999                             |
            100000000000000                            |
            99999999999999999                          |
            100000000000000000                         |
            9223372036854775807                        |
            1e24                                       |
            1e25                                       |
            1e26                                       |
            1e400                                      |
            1e200000                                   |
            1e999999999                                |
            1e99999999999999999999                     |
            1e-999999999                               |
            1e-99999999999999999999                    |
            0e99999999999999999999                     |
            """)
    void timeIsPlausibleFromTheYear2000ToADayAfterTheObject(String json, @Nullable String expected) {
        if (expected == null) {
            EVENT_TIMESTAMP.holds(
                    "\"eventTimestamp\": " + json, OF_LAST_MODIFIED, "implausible_timestamp: eventTimestamp = " + json);
        } else {
            EVENT_TIMESTAMP.holds("\"eventTimestamp\": " + json, expected, "");
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            99999999999        | 5138-11-16T09:46:39Z
            99999999999.999999999 | 5138-11-16T09:46:39.999999999Z
            100000000000       | 1973-03-03T09:46:40Z
            99999999999999     | 5138-11-16T09:46:39.999Z
            99999999999999.9   | 5138-11-16T09:46:39.999900Z
            1e14               | 1973-03-03T09:46:40Z
            99999999999999999  | 5138-11-16T09:46:39.999999Z
            1e17               | 1973-03-03T09:46:40Z
            123456789012345678 | 1973-11-29T21:33:09.012345678Z
            0.000000001        | 1970-01-01T00:00:00.000000001Z
            0.05               | 1970-01-01T00:00:00.050Z
            1e24               | +31690708-07-05T01:46:40Z
            """)
    void theSizeOfANumberTellsItsUnit(String number, Instant expected) {
        assertThat(EpochTime.of(Objects.requireNonNull(Decimal.parse(number)))).isEqualTo(new Moment(expected, false));
    }

    @Test
    void lastModifiedIsUsedAsItIsInWholeMicroseconds() {
        Instant ancient = Instant.parse("1969-12-31T23:59:59.9999999Z");
        SourceObject event = SourceObject.event(TestingJson.object("{\"a\": 1}"));
        assertThat(EventTimestamp.of(event, ancient, new Issues()))
                .isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
    }

    @Test
    void epochTimeAgreesWithBigDecimal() {
        Random random = new Random(20261120);
        for (int i = 0; i < 20_000; i++) {
            String literal = random.nextLong(1L << random.nextInt(1, 63))
                    + (random.nextBoolean() ? "." + random.nextLong(1L << random.nextInt(1, 63)) : "")
                    + (random.nextBoolean() ? "e" + random.nextInt(-12, 12) : "");
            BigDecimal seconds = seconds(new BigDecimal(literal));
            boolean plausible = seconds.compareTo(new BigDecimal("946684800")) >= 0
                    && seconds.compareTo(new BigDecimal("1795266300.5")) <= 0;
            Instant expected = plausible
                    ? Instant.ofEpochSecond(
                            0,
                            1000L
                                    * seconds.movePointRight(6)
                                            .setScale(0, RoundingMode.FLOOR)
                                            .longValueExact())
                    : TestingColumn.LAST_MODIFIED;
            assertThat(EVENT_TIMESTAMP
                            .mapped("eventTimestamp", new JsonNumber(literal), null)
                            .row()
                            .eventTimestamp())
                    .as(literal)
                    .isEqualTo(expected);
        }
    }

    private static BigDecimal seconds(BigDecimal value) {
        if (value.compareTo(new BigDecimal("1e11")) < 0) {
            return value;
        }
        if (value.compareTo(new BigDecimal("1e14")) < 0) {
            return value.movePointLeft(3);
        }
        return value.movePointLeft(value.compareTo(new BigDecimal("1e17")) < 0 ? 6 : 9);
    }

    @Test
    void isoTextIsAcceptedExactlyWhereOneOfTheThreeFormattersAcceptsIt() {
        Random random = new Random(8601);
        String[] seeds = {
            "2026-11-20T13:04:59.123456789+07:00",
            "2026-11-20T13:04:59Z",
            "2026-11-20T13:04:59",
            "2026-11-20",
            "2026-02-28T13:04"
        };
        String spare = "0123456789:-+TZz.tE, ";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(seeds[random.nextInt(seeds.length)]);
            for (int edits = random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, spare.charAt(random.nextInt(spare.length())));
                    case 1 -> text.deleteCharAt(at).append('0');
                    case 2 -> text.insert(at, spare.charAt(random.nextInt(spare.length())));
                    default -> text.setLength(at + 1);
                }
            }
            Moment moment = TimeText.parse(text.toString());
            assertThat(moment == null ? null : moment.floor())
                    .as(text.toString())
                    .isEqualTo(byTheThree(text.toString()));
        }
    }

    private static @Nullable Instant byTheThree(String text) {
        try {
            return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException _) {
            try {
                return LocalDateTime.parse(text, DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                        .toInstant(ZoneOffset.UTC);
            } catch (DateTimeException _) {
                try {
                    return LocalDate.parse(text, DateTimeFormatter.ISO_LOCAL_DATE)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
                } catch (DateTimeException _) {
                    return null;
                }
            }
        }
    }
}
