package clickstream.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes and texts of strangers on their way to people, such as a key or what a server answers: one line, without a character that a
 * terminal acts on or that turns the direction of writing around. What is not plainly a character is escaped, as in {@code \x1b}.
 */
public final class PrintableText {

    /** Characters: a sentence with two keys of S3's largest size. */
    private static final int MOST_IN_MESSAGE = 2_500;

    /** Characters: one such key. */
    private static final int MOST_QUOTED = 1_024;

    private PrintableText() {}

    /**
     * As part of a message, its beginning where it is long. Spaces of all kinds and backslashes stay as they are, for sentences have them;
     * what is made printable twice stays the same.
     */
    public static String of(String text) {
        return printable(text, MOST_IN_MESSAGE, false);
    }

    /** The first line of a message that says something; what follows it are details, such as the driver's position in a statement. */
    public static String firstLine(String text) {
        return of(text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse(""));
    }

    /** As a value that is shown for itself, its beginning where it is long: texts that differ look different, a backslash is doubled. */
    public static String quoted(String text) {
        return printable(text, MOST_QUOTED, true);
    }

    /** As a value that is shown for itself: valid UTF-8 as it reads, all other bytes one by one. */
    public static String quoted(ByteBuffer bytes) {
        byte[] all = new byte[bytes.remaining()];
        bytes.duplicate().get(all);
        StringBuilder text = new StringBuilder(all.length);
        int at = 0;
        while (at < all.length) {
            int length = Math.min(sequenceLength(all[at]), all.length - at);
            byte[] sequence = Arrays.copyOfRange(all, at, at + length);
            String decoded = new String(sequence, StandardCharsets.UTF_8);
            if (Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), sequence)) {
                append(text, decoded.codePointAt(0), true);
                at += length;
            } else {
                text.append("\\x%02x".formatted(all[at]));
                at++;
            }
        }
        return text.toString();
    }

    private static String printable(String text, int most, boolean quoted) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), most));
        text.codePoints().limit(most).forEach(character -> append(printable, character, quoted));
        return text.codePointCount(0, text.length()) > most
                ? printable.append('…').toString()
                : printable.toString();
    }

    private static int sequenceLength(byte first) {
        int bits = Integer.numberOfLeadingZeros(~first << 24);
        return bits == 0 ? 1 : bits;
    }

    private static void append(StringBuilder text, int character, boolean quoted) {
        switch (character) {
            case '\\' -> text.append(quoted ? "\\\\" : "\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (character == ' ' || isVisible(character) || (!quoted && isSpace(character))) {
                    text.appendCodePoint(character);
                } else {
                    text.append(character < 0x80 ? "\\x%02x".formatted(character) : "\\u{%x}".formatted(character));
                }
            }
        }
    }

    /** Such as the one that does not break, which PostgreSQL writes in French. */
    private static boolean isSpace(int character) {
        return Character.getType(character) == Character.SPACE_SEPARATOR;
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
