package clickstream.parse;

import static clickstream.parse.Readings.bytesOf;
import static clickstream.parse.Readings.onlyReject;
import static clickstream.parse.Readings.parsed;
import static clickstream.parse.Readings.raw;
import static clickstream.parse.Readings.read;
import static clickstream.parse.Readings.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single values: what is an event, and for which reason others are none. */
final class RejectReasonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}",
                "{\"a\":{\"b\":{\"a\":true}},\"c\":null}",
                "{\"\":\"\"}",
                "{\"a\":9007199254740993}",
                "{\"a\":1e400,\"b\":1E+999999999,\"c\":-0,\"d\":-0.0e-0}",
                "{\"_ingest\":{},\"a\":1}"
            })
    void anEventIsKeptAsItIs(String event) {
        assertThat(read(event)).containsExactly(event);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # other names
            {"z":1}                                           | {}
            {"z":1,"a":2,"A":3,"aa":4,"a ":5}                 | {"a":2}
            {"\\u0061":1,"\\u005fingest":2,"\\u007a":3} | {"a":1,"_ingest":2}
            {"a":1,"z":{"a":2},"\\u0061":{"z":3,"b":4}}     | {"a":{"b":4}}
            {"a":{"b":1},"a":{"c":2}}                         | {"a":{"c":2}}
            {"a":{"b":1},"a":null}                            | {"a":null}
            # arrays, and objects within them
            {"a":[],"b":[1,{"a":2},[[]]]}                     | {"a":[…],"b":[…]}
            {"a":[{"a":[{"a":1}]}],"c":1}                     | {"a":[…],"c":1}
            # levels that no column reads
            {"a":{"a":{"a":{"a":{"a":1}},"b":[{}]},"c":1}}    | {"a":{"a":{"a":{},"b":[…]},"c":1}}
            # numbers that are no spread body
            {"_ingest":{},"0":1,"2":2}                        | {"_ingest":{}}
            {"1":1}                                           | {}
            {"00":1}                                          | {}
            {"-0":1}                                          | {}
            {"0":1,"00":2}                                    | {}
            {"0":1,"1.0":2}                                   | {}
            {"0":1,"":2}                                      | {"":2}
            {"0":1,"١":2}                                     | {}
            {"0":1,"a":2}                                     | {"a":2}
            {"0":1,"1":2,"eventName":"click"}                 | {"eventName":"click"}
            {"2":1,"0":2,"0":3}                               | {}
            {"1":{"0":1},"2":[{"0":1}],"1":{"a":1}}           | {}
            {"0":1,"2147483648":1,"4294967296":1}             | {}
            {"0":1,"999999999":1,"18446744073709551616":1}    | {}
            """)
    void ofOtherEventsWhatCanBeAskedForIsKept(String event, String kept) {
        assertThat(read(event)).containsExactly(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":undefined}",
                "{\"a\":True}",
                "{\"a\":nul}",
                "{\"a\":nulls}",
                "{\"a\":01}",
                "{\"a\":-01}",
                "{\"a\":00}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":-.5}",
                "{\"a\":1.}",
                "{\"a\":1.e5}",
                "{\"a\":1e}",
                "{\"a\":1e+}",
                "{\"a\":-}",
                "{\"a\":--1}",
                "{\"a\":0x1F}",
                "{\"a\":1_000}",
                "{\"a\":1 2}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{\"a\":[1,,2]}",
                "{\"a\":[1 2]}",
                "{\"a\":1,}",
                "{,\"a\":1}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\" 1}",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":'b'}",
                "{1:1}",
                "{null:1}",
                "{/* c */\"a\":1}",
                "{\"a\":1//c\n}",
                "{\"a\":1#c\n}",
                "#c",
                "// c",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\u001F\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\'\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u12G4\"}",
                "{\"a\":\"\\U0041\"}",
                "{\"a\":\"b}",
                "{\"a\":\"b\\\"}",
                "{\"a\":[1}",
                "{\"a\":{\"b\":1]",
                "{\"a\":1",
                "{",
                "{\"a\u0000\":1}",
                "{\u000B\"a\":1}",
                "{\f\"a\":1}",
                "{\u00A0\"a\":1}",
                "\u2028{\"a\":1}",
                "\u001E{\"a\":1}",
                "NaN",
                "-",
                "+1",
                ".5",
                "1.",
                "01",
                "0x10",
                "1e",
                "'a'",
                "\"a",
                "\"a\n\"",
                "nul",
                "True",
                ",",
                ":",
                "}",
                "a\u0000b",
                "<html></html>",
                "a=1&b=2",
            })
    void whatIsNoJsonIsMalformed(String stored) {
        assertThat(onlyReject(utf8(stored)).reason()).isEqualTo(RejectReason.MALFORMED_JSON);
        assertThat(onlyReject(utf8(stored)).detail()).doesNotContain("JsonReadFeature", "enable");
        assertThat(bytesOf(onlyReject(utf8(stored)))).isEqualTo(utf8(stored));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "01",
                "+1",
                ".5",
                "1.",
                "-",
                "1e",
                "-01",
                "'a'",
                "nul",
                "nulls",
                "truefalse",
                "1x",
                "\"a",
                "//c",
                "#",
                "{a}",
                "[1,]"
            })
    void neitherIsItInAnArray(String element) {
        assertThat(read("[{\"a\":1}, " + element + "]"))
                .containsExactly("{\"a\":1}", "malformed_json <" + element + "]>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"a\"", "0", "-0", "1.5e+10", "true", "false", "null", "\"\\ud83d\""})
    void aValueThatIsNoObjectIsNoEvent(String value) {
        assertThat(read(value)).containsExactly("not_an_object <" + value + ">");
        assertThat(read("[" + value + " ]")).containsExactly("not_an_object <" + value + ">");
        assertThat(read("[[" + value + "] ]")).containsExactly("not_an_object <[" + value + "]>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{ }",
                "{\"_ingest\":{\"stage\":\"prod\"}}",
                "{\"_ingest\":null}",
                "{\"_ingest\":1,\"_ingest\":2}"
            })
    void anObjectOfNothingIsNoEvent(String value) {
        assertThat(read(value)).containsExactly("no_event <" + value + ">");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"0\":{\"eventName\":\"click\"},\"1\":{},\"_ingest\":{}}",
                "{\"0\":\"a\",\"1\":\"b\",\"_ingest\":{}}",
                "{\"0\":\"a\"}",
                "{\"1\":1,\"0\":0}",
                "{\"0\":1,\"0\":2}",
                "{\"0\":1,\"\\u0030\":2,\"1\":{\"5\":[{\"a\":1}]},\"_ingest\":{},\"_ingest\":[7]}",
                "{\"0\":1,\"1\":1,\"2\":1,\"3\":1,\"4\":1,\"5\":1,\"6\":1,\"7\":1,\"8\":1,\"9\":1,\"10\":1}"
            })
    void aBodyThatWasSpreadIsNoEvent(String value) {
        assertThat(read(value)).containsExactly("spread_body <" + value + ">");
    }

    @Test
    void ofEqualKeysTheLastCounts() {
        assertThat(read("{\"a\":1,\"b\":2,\"\\u0061\":{\"c\":3,\"c\":4}}"))
                .containsExactly("{\"a\":{\"c\":4},\"b\":2}");
    }

    @Test
    void escapesAreReadAndLoneSurrogatesStay() {
        assertThat(parsed(utf8("{\"a\\ud83d\":\"\\ud83d\\u0000\\\\u0000\\/\\ud83d\\ude00\\udc00\",\"\\ude00\":\"\"}")))
                .singleElement()
                .isInstanceOfSatisfying(
                        Event.class,
                        event -> assertThat(event.body().members())
                                .containsEntry("a\ud83d", new JsonString("\ud83d\u0000\\u0000/\ud83d\ude00\udc00"))
                                .containsEntry("\ude00", new JsonString("")));
    }

    @Test
    void stringsAndNamesHaveNoLimitButTheObjects() {
        String name = "n".repeat(5_000_000);
        String text = "t".repeat(5_000_000);

        assertThat(parsed(utf8("{\"" + name + "\":\"" + text + "\",\"a\":\"" + text + "\"}")))
                .containsExactly(new Event(0, new JsonObject(Map.of("a", new JsonString(text)))));
    }

    @ParameterizedTest
    @MethodSource
    void aValueOverALimitEndsWhereItEnds(String value, RejectReason reason) {
        for (String stored : new String[] {value + "{\"z\":1}", "[" + value + ",{\"z\":1}]"}) {
            assertThat(parsed(utf8(stored)))
                    .satisfiesExactly(
                            first -> {
                                assertThat(((Reject) first).reason()).isEqualTo(reason);
                                assertThat(bytesOf((Reject) first))
                                        .isEqualTo(Arrays.copyOf(
                                                utf8(value), Math.min(value.length(), ParsedValue.KEPT_BYTES)));
                            },
                            second -> assertThat(second).isInstanceOf(Event.class));
        }
    }

    static Stream<Arguments> aValueOverALimitEndsWhereItEnds() {
        String digits = "1".repeat(1_001);
        return Stream.of(
                argumentSet("objects, 101 levels", objects(101, "1"), RejectReason.TOO_DEEP),
                argumentSet("arrays in it, 101 levels", "{\"a\":" + arrays(100) + "}", RejectReason.TOO_DEEP),
                argumentSet("unkept, 101 levels", "{\"z\":" + arrays(100) + "}", RejectReason.TOO_DEEP),
                argumentSet("both, 101 levels", "{\"a\":{\"z\":" + objects(99, "1") + "}}", RejectReason.TOO_DEEP),
                argumentSet("1,001 levels", objects(1_001, "1"), RejectReason.TOO_DEEP),
                argumentSet("100,000 levels", objects(100_000, "1"), RejectReason.TOO_DEEP),
                argumentSet("a number", "{\"a\":" + digits + "}", RejectReason.TOO_LONG),
                argumentSet("a number that is not kept", "{\"z\":" + digits + "}", RejectReason.TOO_LONG),
                argumentSet("a fraction", "{\"a\":[0." + digits.substring(2) + "]}", RejectReason.TOO_LONG),
                argumentSet("a sign counts", "{\"a\":-" + digits.substring(1) + "}", RejectReason.TOO_LONG),
                argumentSet("an exponent counts", "{\"a\":1e" + digits.substring(2) + "}", RejectReason.TOO_LONG),
                argumentSet("a number in _ingest", "{\"_ingest\":" + digits + "}", RejectReason.TOO_LONG),
                argumentSet(
                        "a long number and too deep",
                        "{\"a\":" + digits + ",\"b\":" + objects(100, "1") + "}",
                        RejectReason.TOO_DEEP));
    }

    @Test
    void limitsComeBeforeTheShape() {
        assertThat(onlyReject(utf8("1".repeat(1_001))).reason()).isEqualTo(RejectReason.TOO_LONG);
        assertThat(onlyReject(utf8("[" + "1".repeat(1_001) + "]")).reason()).isEqualTo(RejectReason.TOO_LONG);
        assertThat(onlyReject(utf8("[" + arrays(101) + "]")).reason()).isEqualTo(RejectReason.TOO_DEEP);
    }

    @Test
    void limitsComeBeforeAnError() {
        assertThat(onlyReject(utf8("{\"a\":" + "1".repeat(1_001) + ",}")).reason())
                .isEqualTo(RejectReason.TOO_LONG);
        assertThat(onlyReject(utf8("{\"a\":" + "[".repeat(100) + "x")).reason()).isEqualTo(RejectReason.TOO_DEEP);
        assertThat(onlyReject(utf8("{\"z\":" + "1".repeat(1_001) + ",}")).reason())
                .isEqualTo(RejectReason.TOO_LONG);
        assertThat(onlyReject(raw("{\"a\":" + "[".repeat(100) + "\u00FF")).reason())
                .isEqualTo(RejectReason.BAD_ENCODING);
    }

    @Test
    void anErrorBeforeTheLimitIsAnError() {
        assertThat(onlyReject(utf8("{x:" + "[".repeat(200))).reason()).isEqualTo(RejectReason.MALFORMED_JSON);
    }

    @Test
    void whatTheNextLinesHoldIsNotTheStretchs() {
        String opening = "{\"a\":\n";

        assertThat(parsed(utf8(opening.repeat(150))).stream().map(value -> ((Reject) value).reason()))
                .hasSize(150)
                .containsOnly(RejectReason.MALFORMED_JSON);
    }

    @Test
    void exactlyTheLimitsAreRead() {
        assertThat(parsed(utf8(objects(100, "1".repeat(1_000)))))
                .singleElement()
                .isInstanceOf(Event.class);
        assertThat(parsed(utf8("[" + objects(100, "1") + "]"))).singleElement().isInstanceOf(Event.class);
        assertThat(parsed(utf8("{\"z\":" + objects(99, "1".repeat(1_000)) + "}")))
                .singleElement()
                .isInstanceOf(Event.class);
        assertThat(parsed(utf8("{\"z\":" + arrays(99) + "}"))).singleElement().isInstanceOf(Event.class);
        assertThat(read("[" + arrays(100) + "]")).containsExactly("not_an_object <" + arrays(100) + ">");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{x",
                "\u0001",
                "{\"a\":\u0000}",
                "[1,",
                "{\"a\":\"\ud83d\ude00",
                "nope\u2028\u0085\u007F",
                "{\"a\":1 /* c */}",
                "{\"a\":\n[\n1"
            })
    void aDetailIsOneShortLineThatCanBeStored(String stored) {
        assertThat(parsed(utf8(stored)))
                .last()
                .isInstanceOfSatisfying(
                        Reject.class,
                        reject -> assertThat(reject.detail())
                                .hasSizeBetween(5, 200)
                                .doesNotContainPattern("[\\p{Cc}\\p{Cs}\\u2028\\u2029]")
                                .doesNotContainIgnoringCase("source")
                                .doesNotContain("line:"));
    }

    @Test
    void aDetailOfAVeryLongWordIsShort() {
        assertThat(onlyReject(utf8("[" + "😀x".repeat(100_000))).detail()).hasSizeLessThanOrEqualTo(200);
        assertThat(onlyReject(utf8("[" + "x".repeat(100_000))).detail()).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void aDetailSaysWhere() {
        assertThat(onlyReject(utf8("{\"ậ\":}")).detail()).contains("'}'").endsWith("at byte 7");
    }

    private static String objects(int levels, String innermost) {
        return "{\"a\":".repeat(levels) + innermost + "}".repeat(levels);
    }

    private static String arrays(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }
}
