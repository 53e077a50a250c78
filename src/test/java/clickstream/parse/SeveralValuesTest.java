package clickstream.parse;

import static clickstream.parse.Readings.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of several values, and what is read around a stretch that cannot be. */
final class SeveralValuesTest {

    @ParameterizedTest
    @MethodSource
    void everyValueAndEveryUnreadableStretchHasItsPlace(String stored, List<String> expected) {
        assertThat(read(stored)).isEqualTo(expected);
    }

    static Stream<Arguments> everyValueAndEveryUnreadableStretchHasItsPlace() {
        return Stream.of(
                row("one event", "{\"a\":1}", "{\"a\":1}"),
                row("an array of events", "[{\"a\":1} , {\"b\":2}]", "{\"a\":1}", "{\"b\":2}"),
                row("lines", "{\"a\":1}\n{\"b\":2}\n", "{\"a\":1}", "{\"b\":2}"),
                row("Windows lines", "{\"a\":1}\r\n{\"b\":2}\r\n", "{\"a\":1}", "{\"b\":2}"),
                row("blank lines", "\n{\"a\":1}\n \t\n\n{\"b\":2}", "{\"a\":1}", "{\"b\":2}"),
                row(
                        "documents that touch",
                        "{\"a\":1}{\"b\":2}[{\"c\":3}][{\"d\":4}]",
                        "{\"a\":1}",
                        "{\"b\":2}",
                        "{\"c\":3}",
                        "{\"d\":4}"),
                row("documents over several lines", "{\n\"a\":1\n}\n{\n\"b\":2}", "{\"a\":1}", "{\"b\":2}"),
                row("a nested object at a line's start", "{\"a\":\n{\"b\":2}}", "{\"a\":{\"b\":2}}"),
                row("empty arrays between", "[][{\"a\":1}][]", "{\"a\":1}"),
                // Values that are no events
                row(
                        "words apart",
                        "1 true \"a\" null",
                        "not_an_object <1>",
                        "not_an_object <true>",
                        "not_an_object <\"a\">",
                        "not_an_object <null>"),
                row(
                        "words that touch what ends them",
                        "1{\"a\":1}true[2]\"a\"\"b\"-0\"c\"",
                        "not_an_object <1>",
                        "{\"a\":1}",
                        "not_an_object <true>",
                        "not_an_object <2>",
                        "not_an_object <\"a\">",
                        "not_an_object <\"b\">",
                        "not_an_object <-0>",
                        "not_an_object <\"c\">"),
                row("words that run into each other", "truefalse", "malformed_json <truefalse>"),
                row("a number that runs into a word", "1x 2", "malformed_json <1x 2>"),
                row("such a number in an array", "[1x, 2]", "malformed_json <1x, 2]>"),
                row("an array inside an array", "[[{\"a\":1}],{\"b\":2}]", "not_an_object <[{\"a\":1}]>", "{\"b\":2}"),
                row(
                        "one bad element that is well-formed",
                        "[{\"a\":1},7,{\"b\":2}]",
                        "{\"a\":1}",
                        "not_an_object <7>",
                        "{\"b\":2}"),
                // Stretches
                row("half an object", "{\"a\":1", "malformed_json <{\"a\":1>"),
                row("a tail", "{\"a\":1} tail", "{\"a\":1}", "malformed_json <tail>"),
                row(
                        "one bad line",
                        "{\"a\":1}\n{\"b\":}\n{\"c\":3}",
                        "{\"a\":1}",
                        "malformed_json <{\"b\":}\n>",
                        "{\"c\":3}"),
                row(
                        "one line cut off",
                        "{\"a\":1}\n{\"b\":\"x\n{\"c\":3}",
                        "{\"a\":1}",
                        "malformed_json <{\"b\":\"x\n>",
                        "{\"c\":3}"),
                row(
                        "one line cut off behind a colon",
                        "{\"a\":1}\n{\"b\":\n{\"c\":3}",
                        "{\"a\":1}",
                        "malformed_json <{\"b\":\n>",
                        "{\"c\":3}"),
                row(
                        "an indented line is no recovery",
                        "{x\n {\"a\":1}\n\t[\n{\"b\":2}",
                        "malformed_json <{x\n {\"a\":1}\n\t[\n>",
                        "{\"b\":2}"),
                row("a line that begins with an array is one", "{x\n[{\"a\":1}]", "malformed_json <{x\n>", "{\"a\":1}"),
                row("a carriage return ends no line", "{x\r{\"a\":1}", "malformed_json <{x\r{\"a\":1}>"),
                row("text before", "hello {\"a\":1}\n{\"b\":2}", "malformed_json <hello {\"a\":1}\n>", "{\"b\":2}"),
                row("a bad element", "[{\"a\":1},{b},{\"c\":3}]", "{\"a\":1}", "malformed_json <{b},{\"c\":3}]>"),
                row(
                        "a bad element on its own line",
                        "[\n{\"a\":1},\n{b},\n{\"c\":3}\n]\n",
                        "{\"a\":1}",
                        "malformed_json <{b},\n>",
                        "{\"c\":3}",
                        "malformed_json <]\n>"),
                row("a comma between lines", "{\"a\":1},\n{\"b\":2}", "{\"a\":1}", "malformed_json <,\n>", "{\"b\":2}"),
                row(
                        "a missing comma",
                        "[{\"a\":1} {\"b\":2}]\n{\"c\":3}",
                        "{\"a\":1}",
                        "malformed_json <{\"b\":2}]\n>",
                        "{\"c\":3}"),
                row("a comma too many", "[{\"a\":1},,{\"b\":2}]", "{\"a\":1}", "malformed_json <,{\"b\":2}]>"),
                row("a leading comma", "[,{\"a\":1}]", "malformed_json <,{\"a\":1}]>"),
                row("a trailing comma", "[{\"a\":1} , ]\n{\"b\":2}", "{\"a\":1}", "malformed_json <]\n>", "{\"b\":2}"),
                row("a wrong bracket", "[{\"a\":1}}", "{\"a\":1}", "malformed_json <}>"),
                row("an array cut off behind an element", "[{\"a\":1}", "{\"a\":1}", "malformed_json <>"),
                row("an array cut off behind a comma", "[{\"a\":1},\n", "{\"a\":1}", "malformed_json <>"),
                row("an array cut off at its start", "[", "malformed_json <>"),
                row("an array cut off in an element", "[{\"a\":1},{\"b\"", "{\"a\":1}", "malformed_json <{\"b\">"),
                row("a stray bracket", "]", "malformed_json <]>"),
                row(
                        "a stretch within what was read already",
                        "{\"a\":[\n[1,\n{\"b\":2},\n{\"c\":3}\n",
                        "malformed_json <{\"a\":[\n>",
                        "not_an_object <1>",
                        "{\"b\":2}",
                        "{\"c\":3}",
                        "malformed_json <>"),
                row(
                        "lines that each open an object",
                        "{\"a\":\n{\"b\":\n{\"c\":\n{\"d\":4}",
                        "malformed_json <{\"a\":\n>",
                        "malformed_json <{\"b\":\n>",
                        "malformed_json <{\"c\":\n>",
                        "{\"d\":4}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t \n", "[]", " [ ] ", "[]\n[]", "\uFEFF", "\uFEFF []"})
    void nothingIsRead(String stored) {
        assertThat(read(stored)).isEmpty();
    }

    private static Arguments row(String name, String stored, String... expected) {
        return argumentSet(name, stored, List.of(expected));
    }
}
