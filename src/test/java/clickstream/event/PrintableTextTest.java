package clickstream.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrintableTextTest {

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
        assertThat(PrintableText.quoted(ByteBuffer.wrap(bytes))).isEqualTo("\\x1f\\x8ba\\xc3(\\xff\\x9b\\xe1\\xbb");
    }

    @Test
    void whateverTheBytesNoControlCharacterGetsThrough() {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertThat(PrintableText.quoted(ByteBuffer.wrap(bytes)).codePoints())
                    .noneMatch(character -> Character.isISOControl(character)
                            || Character.getType(character) == Character.FORMAT
                            || Character.getType(character) == Character.LINE_SEPARATOR);
        }
    }

    @Test
    void aMessageKeepsItsSpacesAndBackslashesAndNothingElse() {
        assertThat(PrintableText.of("C:\\temp «\u00a0etl\u00a0» 😀")).isEqualTo("C:\\temp «\u00a0etl\u00a0» 😀");
        assertThat(PrintableText.of("a\n\r\t\u0000\u001b[31m\u007f\u0085\u009b31m\u2028\u202egpj\ud83d"))
                .isEqualTo("a\\n\\r\\t\\x00\\x1b[31m\\x7f\\u{85}\\u{9b}31m\\u{2028}\\u{202e}gpj\\u{d83d}");
    }

    @Test
    void whateverTheTextAMessageIsOneLineAndStaysTheSameTheSecondTime() {
        Random random = new Random(6);
        for (int round = 0; round < 2_000; round++) {
            String text = random.ints(random.nextInt(40), 0, 0x3000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String printable = PrintableText.of(text);
            assertThat(printable.codePoints())
                    .noneMatch(character -> Character.isISOControl(character)
                            || Character.getType(character) == Character.FORMAT
                            || Character.getType(character) == Character.LINE_SEPARATOR
                            || Character.getType(character) == Character.PARAGRAPH_SEPARATOR);
            assertThat(PrintableText.of(printable)).isEqualTo(printable);
        }
    }

    @Test
    void aLongTextIsCut() {
        assertThat(PrintableText.quoted("😀".repeat(5_000))).isEqualTo("😀".repeat(1_024) + "…");
        assertThat(PrintableText.of("😀".repeat(5_000))).isEqualTo("😀".repeat(2_500) + "…");
    }

    private static String of(String text) {
        assertThat(PrintableText.quoted(text))
                .isEqualTo(PrintableText.quoted(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
        return PrintableText.quoted(text);
    }
}
