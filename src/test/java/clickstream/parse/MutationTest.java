package clickstream.parse;

import static clickstream.parse.Readings.concat;
import static clickstream.parse.Readings.gzip;
import static clickstream.parse.Readings.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Reject;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid objects, damaged at random: whatever comes of it, it is values and rejects in order, and never an exception. */
final class MutationTest {

    private static final int MUTANTS = 20_000;

    private static final List<String> OBJECTS = List.of(
            "{\"eventName\":\"page_view\",\"product\":{\"id\":\"p1\",\"price\":190000},\"_ingest\":{\"receivedAt\":\"2026-11-20T13:00:00Z\"}}",
            "[{\"eventName\":\"Điện thoại 😀\"},\n{\"isFirstVisit\":true,\"a\":[1.5e3,-0,null]},\n[{}],7]\n",
            "{\"a\":\"\\ud83d\\ude00\\u0000\\\\u0000\"}\n{\"b\":[[[]]]}\r\n{\n\"c\":\n{\"d\":false}}\n",
            "{\"0\":1,\"1\":2}{}[{\"_ingest\":{}}]\"text\" 12 true null");

    private static final List<byte[]> FRAGMENTS = List.of(
            utf8("{"),
            utf8("}"),
            utf8("["),
            utf8("]"),
            utf8("\n{"),
            utf8("\n["),
            utf8(","),
            utf8(":"),
            utf8("\""),
            utf8("\\"),
            utf8("\n"),
            utf8("\r"),
            utf8("\\ud800"),
            utf8("{\"a\":1}"),
            utf8("\uFEFF"),
            utf8("1".repeat(1_001)),
            utf8("[".repeat(101)),
            utf8("{\"a\":".repeat(101)),
            utf8("NaN"),
            utf8("//"),
            utf8("-"),
            utf8("e"),
            utf8("0"),
            new byte[] {0},
            new byte[] {(byte) 0xFF},
            new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            new byte[] {(byte) 0xFE, (byte) 0xFF},
            new byte[] {0x1f, (byte) 0x8b},
            new byte[] {(byte) 0xD8, 0x3D});

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damagedTextIsValuesAndRejects(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < MUTANTS; i++) {
            checkValues(mutant(random, utf8(any(random, OBJECTS))), true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "UTF-8"})
    void damagedTextInOtherEncodingsIsToo(Charset encoding) {
        Random random = new Random(4);
        for (int i = 0; i < MUTANTS / 4; i++) {
            checkValues(mutant(random, ("\uFEFF" + any(random, OBJECTS)).getBytes(encoding)), true);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void damagedGzipIsToo(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < MUTANTS / 4; i++) {
            byte[] members = concat(gzip(utf8(any(random, OBJECTS))), gzip(utf8(any(random, OBJECTS))));
            checkValues(mutant(random, members), false);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void randomBytesAreToo(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < MUTANTS; i++) {
            byte[] stored = new byte[random.nextInt(64)];
            random.nextBytes(stored);
            checkValues(stored, true);
        }
    }

    private static void checkValues(byte[] stored, boolean plain) {
        try {
            Iterator<ParsedValue> values = Readings.parser().values(stored);
            int behind = 0;
            for (int index = 0; values.hasNext(); index++) {
                ParsedValue value = values.next();
                assertThat(value.index()).isEqualTo(index);
                if (value instanceof Reject reject) {
                    assertThat(reject.detail()).hasSizeBetween(1, 200).doesNotContainPattern("[\\p{Cc}\\p{Cs}]");
                    byte[] bytes = Readings.bytesOf(reject);
                    if (plain && bytes.length > 0) {
                        int start = indexOf(bytes, stored, behind);
                        assertThat(start).as("extents do not overlap").isNotNegative();
                        behind = start + bytes.length;
                    }
                }
            }
        } catch (RuntimeException | AssertionError e) {
            String text = new String(stored, StandardCharsets.UTF_8);
            throw new AssertionError(HexFormat.of().formatHex(stored) + "\n" + text, e);
        }
    }

    private static byte[] mutant(Random random, byte[] valid) {
        byte[] mutant = valid;
        for (int i = random.nextInt(1, 5); i > 0 && mutant.length > 0; i--) {
            int at = random.nextInt(mutant.length);
            byte[] before = Arrays.copyOf(mutant, at);
            byte[] after = Arrays.copyOfRange(mutant, at, mutant.length);
            mutant = switch (random.nextInt(4)) {
                case 0 -> before;
                case 1 -> concat(before, any(random, FRAGMENTS), after);
                case 2 -> concat(before, Arrays.copyOfRange(after, random.nextInt(after.length), after.length));
                default -> {
                    byte[] flipped = mutant.clone();
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                    yield flipped;
                }
            };
        }
        return mutant;
    }

    private static <T> T any(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static int indexOf(byte[] part, byte[] whole, int from) {
        for (int start = from; start <= whole.length - part.length; start++) {
            if (Arrays.equals(whole, start, start + part.length, part, 0, part.length)) {
                return start;
            }
        }
        return -1;
    }
}
