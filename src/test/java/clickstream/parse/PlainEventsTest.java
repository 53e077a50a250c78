package clickstream.parse;

import static clickstream.parse.Readings.NAMES;
import static clickstream.parse.Readings.raw;
import static clickstream.parse.Readings.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.corpus.Corpus;
import clickstream.event.ParsedValue;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside the careful reading of the same bytes. */
class PlainEventsTest {

    private static final int OBJECTS = 20_000;

    private static final List<String> EVENTS = List.of(
            "{\"a\":1}",
            "{\"eventName\":\"Điện thoại 😀\",\"b\":{\"c\":[1,2,{\"d\":null}],\"name\":\"x\"}}",
            "{\"a\":\"\\u0110\\n\\ud83d\\ude00\",\"a\":true,\"\":-0.5e+10}",
            "{\"_ingest\":{\"receivedAt\":\"2026-11-20T13:00:00Z\"},\"name\":\"\\ud83d\"}",
            "{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}",
            "{\"longer name of a member\":{\"another longer name\":12345678901234567890}}",
            "{\"name\":\"of more than sixteen bytes\",\"a\":\"\\b\\f\\n\\r\\t\\/\\\\\\\"\\u00e9\\uABCD and then ế\",\"c\":\"\"}");

    private static final List<String> OTHERS = List.of(
            "{}",
            "[",
            "]",
            "{",
            "}",
            ",",
            "{\"0\":1}",
            "{\"_ingest\":{}}",
            "7",
            "null",
            "\"text\"",
            "{\"a\\ud83d\":1}",
            "{\"messageType\":\"DATA_MESSAGE\",\"logGroup\":\"g\",\"logEvents\":[]}",
            "{\"a\":" + "1".repeat(1_001) + "}",
            "{\"a\":" + "[".repeat(101) + "]".repeat(101) + "}",
            "{\"a\":01}",
            "{\"a\":1.}",
            "{\"a\":+1}",
            "{\"a\":NaN}",
            "{\"a\u0001\":1}",
            "{\"a\":\"\u0001\"}",
            "{\"a\":\"\t\"}",
            "{\"a\" :1,}",
            "{a:1}",
            "{'a':1}",
            "// x\n",
            "\u00FF",
            "\u00C0\u0080",
            "\u00ED\u00A0\u0080",
            "\u00F4\u0090\u0080\u0080",
            "\u00E2\u0082",
            "\u0000",
            "\u00EF\u00BB\u00BF",
            "\u001f\u008b",
            "1763640000000 ",
            "2026-11-20T13:00:00.000Z ");

    private static final List<String> BETWEEN = List.of("\n", "\n", "\n", "\r\n", "", " ", "\n\n\t ", "\f", "\u00A0");

    @Test
    void ofTheCorpusItReadsTheSame() {
        assertThat(Corpus.cases()).hasSizeGreaterThan(300).allSatisfy(object -> {
            assertSame(object.bytes());
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void ofWhatIsPutTogetherItReadsTheSame(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < OBJECTS; i++) {
            StringBuilder object = new StringBuilder();
            for (int part = random.nextInt(6); part > 0; part--) {
                List<String> from = random.nextInt(5) == 0 ? OTHERS : EVENTS;
                String some = from.get(random.nextInt(from.size()));
                object.append(random.nextInt(12) == 0 ? some.substring(random.nextInt(some.length())) : some);
                object.append(BETWEEN.get(random.nextInt(random.nextInt(4) == 0 ? BETWEEN.size() : 4)));
            }
            byte[] bytes = raw(object.toString());
            if (bytes.length > 0 && random.nextInt(4) == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertSame(bytes);
        }
    }

    @Test
    void aByteThatIsChangedOrMissingMakesNoDifferenceBetweenTheTwo() {
        byte[] event = utf8(EVENTS.get(1) + "\n" + EVENTS.get(2) + "\n" + EVENTS.getLast() + "\n");
        for (int at = 0; at < event.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = event.clone();
                changed[at] = (byte) value;
                assertSame(changed);
            }
            assertSame(Arrays.copyOf(event, at));
        }
    }

    /** Text is looked at eight bytes at a time. */
    @Test
    void whereverAByteStandsInATextItIsSeen() {
        for (int length = 0; length < 20; length++) {
            for (int at = 0; at < length; at++) {
                for (int value = 0; value < 256; value++) {
                    byte[] event = utf8("{\"name\":\"%s\"}".formatted("x".repeat(length)));
                    event["{\"name\":\"".length() + at] = (byte) value;
                    assertSame(event);
                }
            }
        }
    }

    @Test
    void aNameIsFoundByItsBytesOnly() {
        Set<String> names = Set.of("", "a", "aa", "aba", "aca", "\u1ebf", "a\ud83d", "product_price", "product_brand");
        NameTable table = new NameTable(names);
        for (String name : List.of("", "a", "aa", "aaa", "aba", "aca", "ada", "\u1ebf", "a?", "product_brand")) {
            byte[] text = utf8("x" + name + "y");
            assertThat(table.find(text, 1, text.length - 1)).isEqualTo(names.contains(name) ? name : null);
        }
    }

    @Test
    void manyNamesOfTheSameHashAreReadAsWell() {
        StringBuilder event = new StringBuilder("{\"a\":1");
        for (int i = 0; i < 20_000; i++) {
            event.append(",\"").append(i).append("x\":0");
        }
        assertSame(utf8(event + "}\n{\"b\":2}"));
    }

    @Test
    void whatIsUtf8IsWhatTheJdkDecodes() {
        Random random = new Random(5);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(8)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (random.nextInt(4) == 0 ? random.nextInt(128) : 0x80 + random.nextInt(128));
            }
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            CharBuffer characters = CharBuffer.allocate(8);
            CoderResult result = UTF_8.newDecoder().decode(rest, characters, true);
            assertThat(firstBroken(bytes))
                    .as("%s", Arrays.toString(bytes))
                    .isEqualTo(result.isError() ? rest.position() : bytes.length);
            assertThat(Utf8.characters(bytes, rest.position())).isEqualTo(characters.position());
        }
    }

    private static int firstBroken(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int length = bytes[at] < 0 ? Utf8.length(bytes, at) : 1;
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return at;
    }

    private static void assertSame(byte[] bytes) {
        List<ParsedValue> plain = new ArrayList<>();
        new PlainEvents(bytes, NAMES, new NameTable(NAMES)).forEachRemaining(plain::add);
        assertThat(plain).as(() -> new String(bytes, UTF_8)).isEqualTo(CarefulReading.of(bytes, NAMES));
    }
}
