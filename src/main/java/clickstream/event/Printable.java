package clickstream.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes and texts of strangers on their way to people: what is not plainly a character is escaped, and it stays one line. */
public final class Printable {

    private static final int MOST_CHARACTERS = 1_024;

    private Printable() {}

    /** Valid UTF-8 as it reads, everything else as in {@code \x1b}. */
    public static String of(ByteBuffer bytes) {
        byte[] all = new byte[bytes.remaining()];
        bytes.duplicate().get(all);
        StringBuilder text = new StringBuilder(all.length);
        int at = 0;
        while (at < all.length) {
            int length = Math.min(sequenceLength(all[at]), all.length - at);
            byte[] sequence = Arrays.copyOfRange(all, at, at + length);
            String decoded = new String(sequence, StandardCharsets.UTF_8);
            if (Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), sequence)) {
                append(text, decoded.codePointAt(0));
                at += length;
            } else {
                text.append("\\x%02x".formatted(all[at]));
                at++;
            }
        }
        return text.toString();
    }

    /** The text, its beginning where it is long. */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), MOST_CHARACTERS));
        text.codePoints().limit(MOST_CHARACTERS).forEach(character -> append(printable, character));
        return text.codePointCount(0, text.length()) > MOST_CHARACTERS
                ? printable.append('…').toString()
                : printable.toString();
    }

    private static int sequenceLength(byte first) {
        int bits = Integer.numberOfLeadingZeros(~first << 24);
        return bits == 0 ? 1 : bits;
    }

    private static void append(StringBuilder text, int character) {
        switch (character) {
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (character == ' ' || isVisible(character)) {
                    text.appendCodePoint(character);
                } else {
                    text.append(character < 0x80 ? "\\x%02x".formatted(character) : "\\u{%x}".formatted(character));
                }
            }
        }
    }

    /** Neither control nor format, such as what turns the direction of writing around; no odd spaces, nothing unassigned. */
    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
