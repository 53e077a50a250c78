package clickstream.ingest.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import clickstream.ingest.events.BodyValue.ClientEvent;
import clickstream.ingest.events.BodyValue.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values a body has, and which of them are events. */
final class BodySplitterTest {

    private static final int MAX_EVENT = 300;
    private static final int MAX_VALUES = 20;

    @ParameterizedTest
    @MethodSource
    void eventsAreFoundInEveryForm(String body, List<String> events) {
        assertThat(values(body)).isEqualTo(events);
    }

    static Stream<Arguments> eventsAreFoundInEveryForm() {
        return Stream.of(
                argumentSet("an object", "{\"a\":1}", List.of("{\"a\":1}")),
                argumentSet("with white space", " \r\n{\"a\" : 1 }\t", List.of("{\"a\" : 1 }")),
                argumentSet("an empty object", "{}", List.of("{}")),
                argumentSet("an array", "[{\"a\":1},{\"b\":[2,{}]}]", List.of("{\"a\":1}", "{\"b\":[2,{}]}")),
                argumentSet("an array with white space", " [ {} ,\n{ } ] ", List.of("{}", "{ }")),
                argumentSet("lines", "{\"a\":1}\n{\"b\":2}\r\n\n{}\n", List.of("{\"a\":1}", "{\"b\":2}", "{}")),
                argumentSet("one after another", "{}{\"a\":\"}{\"}{}", List.of("{}", "{\"a\":\"}{\"}", "{}")),
                argumentSet("arrays among objects", "[{}]{\"a\":0}[]\n[{}]", List.of("{}", "{\"a\":0}", "{}")),
                argumentSet("behind a byte order mark", "\uFEFF{\"a\":1}", List.of("{\"a\":1}")),
                argumentSet("an empty array", "[ ]", List.of()),
                argumentSet("empty arrays", "[][\n]", List.of()),
                argumentSet("white space", " \n", List.of()));
    }

    @ParameterizedTest
    @MethodSource
    void whatIsNoEventCostsOnlyItself(String body, List<String> values) {
        assertThat(values(body)).isEqualTo(values);
    }

    static Stream<Arguments> whatIsNoEventCostsOnlyItself() {
        return Stream.of(
                argumentSet(
                        "values that are no objects",
                        "[{},1,\"a\",null,true,[{}]]",
                        List.of(
                                "{}",
                                "not_an_object",
                                "not_an_object",
                                "not_an_object",
                                "not_an_object",
                                "not_an_object")),
                argumentSet("a number", "1", List.of("not_an_object")),
                argumentSet(
                        "an event over the limit",
                        "[{},{\"a\":\"" + "x".repeat(MAX_EVENT) + "\"},{}]",
                        List.of("{}", "too_large", "{}")),
                argumentSet(
                        "an event at the limit",
                        "{\"a\":\"" + "x".repeat(MAX_EVENT - 8) + "\"}",
                        List.of("{\"a\":\"" + "x".repeat(MAX_EVENT - 8) + "\"}")),
                argumentSet("a broken line", "{\"a\":1}\n{\"a\":}\n{}", List.of("{\"a\":1}", "malformed_json", "{}")),
                argumentSet("a line cut off", "{}\n{\"a\":\"b", List.of("{}", "malformed_json")),
                argumentSet("an array cut off", "[{\"a\":1},{\"a\"", List.of("{\"a\":1}", "malformed_json")),
                argumentSet("no comma", "[{} {}]", List.of("{}", "malformed_json")),
                argumentSet("a comma too many", "[{},]", List.of("{}", "malformed_json")),
                argumentSet("text behind it", "{} x", List.of("{}", "malformed_json")),
                argumentSet(
                        "elements on lines of their own",
                        "[\n{},\n{\"a\":2,,},\n{\"b\":3}]",
                        List.of("{}", "malformed_json", "{\"b\":3}", "malformed_json")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":nulll}",
                "{\"a\":1x}",
                "{'a':1}",
                "{a:1}",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":[1,]}",
                "{\"a\":[1}}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\u0000\"}",
                "{\"a\":1}}",
                "{\"a\":1/*c*/}",
                "{\"a\":\u00a01}",
                "{\"a\"",
                "{",
                "\"",
                "<html>"
            })
    void theGrammarIsThatOfRfc8259(String body) {
        assertThat(values(body)).endsWith("malformed_json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":-0.0e+10}",
                "{\"a\":1E400}",
                "{\"a\":9007199254740993}",
                "{\"a\":\"\\ud83d \\u0000 \\/\"}",
                "{\"a\":1,\"a\":2}",
                "{\"\":{\"\":[[],{}]}}",
                "{\"a\":\"\u007f \u2028 \uffff 😀\"}"
            })
    void oddButRightValuesAreEvents(String body) {
        assertThat(values(body)).containsExactly(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080",
                "\u00c0\u0080",
                "\u00c1\u00bf",
                "\u00c3",
                "\u00e0\u0080\u0080",
                "\u00e0\u009f\u00bf",
                "\u00ed\u00a0\u0080",
                "\u00ef\u00bf",
                "\u00f0\u008f\u00bf\u00bf",
                "\u00f4\u0090\u0080\u0080",
                "\u00f5\u0080\u0080\u0080",
                "\u00ff"
            })
    void whatIsNotUtf8CostsOnlyItsEvent(String badly) {
        byte[] body = ("{\"a\":\"" + badly + "\"}{}").getBytes(ISO_8859_1);
        assertThat(values(body)).containsExactly("bad_encoding", "{}");
    }

    @Test
    void anEventMayBeAsDeepAsTheLoaderReads() {
        String deep = "{\"a\":" + "[".repeat(99) + "]".repeat(99) + "}";
        String deeper = "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}";

        assertThat(values(deep + deeper + "{}")).containsExactly(deep, "too_deep", "{}");
    }

    @Test
    void aNumberMayBeAsLongAsTheLoaderReads() {
        byte[] body = ("{\"a\":" + "1".repeat(1_000) + "}{\"a\":" + "1".repeat(1_001) + "}").getBytes(UTF_8);

        List<BodyValue> values = new BodySplitter(body, body.length, 10_000, MAX_VALUES).values();

        assertThat(values)
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(ClientEvent.class),
                        second -> assertThat(second).isEqualTo(new Refused(EventFault.TOO_LONG)));
    }

    @Test
    void moreValuesThanTheLimitAreNoneAtAll() {
        byte[] most = "{}".repeat(MAX_VALUES).getBytes(UTF_8);
        byte[] more = "{}".repeat(MAX_VALUES + 1).getBytes(UTF_8);

        assertThat(new BodySplitter(most, most.length, MAX_EVENT, MAX_VALUES).values())
                .hasSize(MAX_VALUES);
        assertThat(new BodySplitter(more, more.length, MAX_EVENT, MAX_VALUES).values())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"a\":\n", "[\n", "[{\"a\":1},\n", "{\"a\":[\n", "\"", "1 "})
    @Timeout(10)
    void readingTakesTimeInProportionToTheSize(String part) {
        byte[] body = part.repeat((4 << 20) / part.length()).getBytes(UTF_8);

        List<BodyValue> values = new BodySplitter(body, body.length, 64 << 10, 500).values();

        assertThat(values == null || values.size() <= 500).isTrue();
    }

    private static List<String> values(String body) {
        return values(body.getBytes(UTF_8));
    }

    /** An event as it stands in the body, anything else by its fault. */
    private static List<String> values(byte[] body) {
        List<BodyValue> values =
                Objects.requireNonNull(new BodySplitter(body, body.length, MAX_EVENT, MAX_VALUES).values());
        List<String> shown = new ArrayList<>();
        for (BodyValue value : values) {
            shown.add(
                    switch (value) {
                        case ClientEvent event ->
                            new String(
                                    body,
                                    event.bytes().start(),
                                    event.bytes().end() - event.bytes().start(),
                                    UTF_8);
                        case Refused refused -> refused.fault().code();
                    });
        }
        return shown;
    }
}
