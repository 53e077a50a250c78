package clickstream.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void charactersStayAndAllElseIsEscaped() {
        assertThat(of("{\"name\":\"Điện thoại 😀 e\u0301\"}")).isEqualTo("{\"name\":\"Điện thoại 😀 e\u0301\"}");
        assertThat(of("a\\b\n\r\t\u0000\u001b[31m\u007f\u009b31m"))
                .isEqualTo("a\\\\b\\n\\r\\t\\x00\\x1b[31m\\x7f\\u{9b}31m");
        assertThat(of("\u202egpj\u2028\u00a0\ue000")).isEqualTo("\\u{202e}gpj\\u{2028}\\u{a0}\\u{e000}");
    }

    @Test
    void bytesThatAreNoTextAreShownOneByOne() {
        byte[] bytes = {
            (byte) 0x1f, (byte) 0x8b, 'a', (byte) 0xc3, (byte) 0x28, (byte) 0xff, (byte) 0x9b, (byte) 0xe1, (byte) 0xbb
        };
        assertThat(Printable.of(ByteBuffer.wrap(bytes))).isEqualTo("\\x1f\\x8ba\\xc3(\\xff\\x9b\\xe1\\xbb");
    }

    @Test
    void whateverTheBytesNoControlCharacterGetsThrough() {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertThat(Printable.of(ByteBuffer.wrap(bytes)).codePoints())
                    .noneMatch(character -> Character.isISOControl(character)
                            || Character.getType(character) == Character.FORMAT
                            || Character.getType(character) == Character.LINE_SEPARATOR);
        }
    }

    @Test
    void aLongTextIsCut() {
        assertThat(Printable.of("😀".repeat(5_000))).isEqualTo("😀".repeat(1_024) + "…");
    }

    private static String of(String text) {
        assertThat(Printable.of(text)).isEqualTo(Printable.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
        return Printable.of(text);
    }
}
