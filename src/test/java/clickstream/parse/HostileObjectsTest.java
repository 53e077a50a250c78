package clickstream.parse;

import static clickstream.parse.Readings.MAX_OBJECT_SIZE;
import static clickstream.parse.Readings.gzip;
import static clickstream.parse.Readings.raw;
import static clickstream.parse.Readings.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects made to be slow or large: whatever they hold, reading takes time in proportion to their size. */
@Timeout(30)
final class HostileObjectsTest {

    @ParameterizedTest
    @MethodSource
    void readingTakesTimeInProportionToTheSize(byte[] stored, Map<String, Integer> expected) {
        Iterator<ParsedValue> values = Readings.parser().values(stored);

        Map<String, Integer> counts = new TreeMap<>();
        while (values.hasNext()) {
            counts.merge(kind(values.next()), 1, Integer::sum);
        }

        assertThat(counts).isEqualTo(expected);
    }

    static Stream<Arguments> readingTakesTimeInProportionToTheSize() {
        int lines = 200_000;
        String deep = RejectReason.TOO_DEEP.code();
        String malformed = RejectReason.MALFORMED_JSON.code();
        return Stream.of(
                argumentSet("16 MiB of [", utf8("[".repeat(MAX_OBJECT_SIZE)), Map.of(deep, 1)),
                argumentSet("lines of [", utf8("[\n".repeat(lines)), Map.of(malformed, lines / 2)),
                argumentSet(
                        "lines that open an array",
                        utf8("[{\"a\":1},\n".repeat(lines / 2)),
                        Map.of("event", lines / 4, malformed, lines / 4)),
                argumentSet("lines that open an object", utf8("{\"a\":\n".repeat(lines)), Map.of(malformed, lines)),
                argumentSet("lines that open both", utf8("{\"a\":[\n".repeat(lines)), Map.of(malformed, lines)),
                argumentSet("bad lines", utf8("{x\n".repeat(lines)), Map.of(malformed, lines)),
                argumentSet(
                        "every other line bad, and a broken byte at the very end",
                        raw("{x\n1\n{\"a\":1}\n{\"a\":\"b\n".repeat(lines / 4) + "\u00FF"),
                        Map.of(malformed, lines / 2 - 1, "event", lines / 4, "bad_encoding", 1)),
                argumentSet("16 MiB of broken bytes", raw("\u00FF".repeat(MAX_OBJECT_SIZE)), Map.of("bad_encoding", 1)),
                argumentSet(
                        "badly encoded lines",
                        raw("{\"a\":\"\u00FF\"}\n".repeat(lines)),
                        Map.of("bad_encoding", lines)),
                argumentSet("numbers", utf8("1 ".repeat(lines)), Map.of("not_an_object", lines)),
                argumentSet("a number of 16 MiB", utf8("1".repeat(MAX_OBJECT_SIZE)), Map.of("too_long", 1)),
                argumentSet("white space", utf8(" ".repeat(MAX_OBJECT_SIZE)), Map.of()),
                argumentSet("small events", utf8("{\"a\":1}".repeat(lines)), Map.of("event", lines)),
                argumentSet("names that are all different", utf8(differentNames(lines / 2)), Map.of("event", 1)),
                argumentSet("a gzip bomb", gzip(new byte[20 * MAX_OBJECT_SIZE]), Map.of("too_large", 1)));
    }

    private static String differentNames(int count) {
        StringBuilder event = new StringBuilder("{\"a\":1");
        for (int i = 0; i < count; i++) {
            event.append(",\"n").append(i).append("\":null");
        }
        return event.append('}').toString();
    }

    private static String kind(ParsedValue value) {
        return switch (value) {
            case Event _ -> "event";
            case Reject reject -> reject.reason().code();
        };
    }
}
