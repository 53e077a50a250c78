package clickstream.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The text of an element of XML. */
final class XmlText {

    private static final int HEXADECIMAL = 16;

    /** Stands in place of bytes that are none of UTF-8. */
    private static final char NOT_UTF_8 = '\uFFFD';

    private XmlText() {}

    /** The text in these bytes; null where they hold more than characters and the references that XML has of itself. */
    static @Nullable String of(byte[] bytes, int from, int to) {
        boolean hasReferences = false;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '<' || bytes[i] == '\r') {
                return null;
            }
            hasReferences |= bytes[i] == '&';
        }
        String text = new String(bytes, from, to - from, UTF_8);
        if (text.indexOf(NOT_UTF_8) >= 0) {
            return null;
        }
        return hasReferences ? resolved(text) : text;
    }

    private static @Nullable String resolved(String text) {
        StringBuilder resolved = new StringBuilder(text.length());
        int at = 0;
        for (int begin = text.indexOf('&'); begin >= 0; begin = text.indexOf('&', at)) {
            int end = text.indexOf(';', begin);
            String character = end < 0 ? null : character(text.substring(begin + 1, end));
            if (character == null) {
                return null;
            }
            resolved.append(text, at, begin).append(character);
            at = end + 1;
        }
        return resolved.append(text, at, text.length()).toString();
    }

    private static @Nullable String character(String reference) {
        return switch (reference) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "apos" -> "'";
            default -> reference.startsWith("#") ? numbered(reference.substring(1)) : null;
        };
    }

    private static @Nullable String numbered(String number) {
        try {
            int codePoint = number.startsWith("x")
                    ? Integer.parseInt(number.substring(1), HEXADECIMAL)
                    : Integer.parseInt(number);
            return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
