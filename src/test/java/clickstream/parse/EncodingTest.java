package clickstream.parse;

import static clickstream.parse.Readings.bytesOf;
import static clickstream.parse.Readings.concat;
import static clickstream.parse.Readings.gzip;
import static clickstream.parse.Readings.parsed;
import static clickstream.parse.Readings.raw;
import static clickstream.parse.Readings.read;
import static clickstream.parse.Readings.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EncodingTest {

    private static final String VIETNAMESE = "{\"name\":\"Điện thoại 😀 \uFFFE\"}";

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void aMarkSaysTheEncoding(Charset encoding) {
        byte[] stored = ("\uFEFF" + VIETNAMESE + "\n" + VIETNAMESE).getBytes(encoding);

        assertThat(read(stored)).containsExactly(VIETNAMESE, VIETNAMESE);
        assertThat(read(gzip(stored))).containsExactly(VIETNAMESE, VIETNAMESE);
    }

    @Test
    void withoutAMarkItIsUtf8() {
        assertThat(read(utf8(VIETNAMESE))).containsExactly(VIETNAMESE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void withoutAMarkOtherEncodingsAreNotRead(Charset encoding) {
        assertThat(parsed("{\"a\":1}".getBytes(encoding)))
                .singleElement()
                .extracting(value -> ((Reject) value).reason())
                .isEqualTo(RejectReason.MALFORMED_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void onlyOneMarkIsStripped(Charset encoding) {
        List<ParsedValue> values = parsed("\uFEFF\uFEFF{\"a\":1}\n{\"b\":2}".getBytes(encoding));

        assertThat(values)
                .satisfiesExactly(
                        first -> assertThat(((Reject) first).reason()).isEqualTo(RejectReason.MALFORMED_JSON),
                        second -> assertThat(second).isInstanceOf(Event.class));
    }

    @Test
    void brokenBytesBetweenValuesAreAStretch() {
        assertThat(reasons(raw("{\"a\":1}\u00FF{\"b\":2}\n[{\"c\":3},\u00FF]")))
                .containsExactly("event", "bad_encoding", "event", "bad_encoding");
    }

    @Test
    void brokenBytesInAMalformedStretchComeFirst() {
        assertThat(reasons(raw("{x \u00FF"))).containsExactly("bad_encoding");
    }

    @Test
    void brokenBytesBehindAStretchAreNotItsOwn() {
        assertThat(reasons(raw("{x\n{\"a\":\"\u00FF\"}"))).containsExactly("malformed_json", "bad_encoding");
    }

    @Test
    void brokenBytesWithinANestedArrayComeBeforeItsShape() {
        assertThat(reasons(raw("[[\"\u00FF\"],{\"a\":1}]"))).containsExactly("bad_encoding", "event");
    }

    @Test
    void aCharacterCutOffAtTheEndOfTheObjectIsBroken() {
        assertThat(reasons(raw("{\"a\":1}\n\u00E1\u00BB"))).containsExactly("event", "bad_encoding");
        assertThat(reasons(raw("{\"a\":\"\u00F0\u009F"))).containsExactly("bad_encoding");
    }

    @ParameterizedTest
    @MethodSource
    void aBrokenUnitRejectsItsValueOnly(Charset encoding, byte[] brokenUnit) {
        byte[] bad = concat("{\"b\":\"😀".getBytes(encoding), brokenUnit, "\"}".getBytes(encoding));
        byte[] stored = concat("\uFEFF{\"ậ😀\":1} ".getBytes(encoding), bad, "\n{\"c\":3}".getBytes(encoding));

        assertThat(parsed(stored))
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(Event.class),
                        second -> {
                            assertThat(((Reject) second).reason()).isEqualTo(RejectReason.BAD_ENCODING);
                            assertThat(bytesOf((Reject) second)).isEqualTo(bad);
                        },
                        third -> assertThat(third).isInstanceOf(Event.class));
    }

    static Stream<Arguments> aBrokenUnitRejectsItsValueOnly() {
        return Stream.of(
                argumentSet("high alone", StandardCharsets.UTF_16BE, raw("\u00D8=")),
                argumentSet("high alone, little-endian", StandardCharsets.UTF_16LE, raw("=\u00D8")),
                argumentSet("two high", StandardCharsets.UTF_16BE, raw("\u00D8=\u00D8=")),
                argumentSet("low alone", StandardCharsets.UTF_16BE, raw("\u00DE\u0000")),
                argumentSet("low alone, little-endian", StandardCharsets.UTF_16LE, raw("\u0000\u00DE")),
                argumentSet("surrogate", StandardCharsets.UTF_32BE, raw("\u0000\u0000\u00D8=")),
                argumentSet("pair of surrogates", StandardCharsets.UTF_32BE, raw("\0\0\u00D8=\0\0\u00DE\u0000")),
                argumentSet("above U+10FFFF", StandardCharsets.UTF_32BE, raw("\u0000\u0011\u0000\u0000")),
                argumentSet("negative", StandardCharsets.UTF_32LE, raw("x\0\0\u00FF")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void oddBytesAtTheEndAreBroken(Charset encoding) {
        byte[] stored = concat("\uFEFF{\"a\":1}".getBytes(encoding), new byte[] {'\n'});

        assertThat(reasons(stored)).containsExactly("event", "bad_encoding");
        assertThat(bytesOf((Reject) parsed(stored).getLast())).containsExactly('\n');
    }

    @Test
    void rawZeroBytesAreMalformed() {
        assertThat(reasons(raw("{\"a\":\"\0\"}\n{\"b\":2}\n\0\0\0\n{\"c\":3}")))
                .containsExactly("malformed_json", "event", "malformed_json", "event");
        assertThat(reasons(raw("\0\0\0{"))).containsExactly("malformed_json");
    }

    private static List<String> reasons(byte[] stored) {
        return parsed(stored).stream()
                .map(value -> value instanceof Reject reject ? reject.reason().code() : "event")
                .toList();
    }
}
