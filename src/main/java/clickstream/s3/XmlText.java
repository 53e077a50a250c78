package clickstream.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** The text of an element of XML. */
final class XmlText {

    private static final int HEXADECIMAL = 16;

    /** The last character of the first plane that XML knows, which also stands in place of bytes that are none of UTF-8. */
    private static final char LAST = '\uFFFD';

    private XmlText() {}

    /** The text in these bytes; null where they hold more than characters and the references that XML has of itself. */
    static @Nullable String of(byte[] bytes, int from, int to) {
        boolean hasReferences = false;
        for (int i = from; i < to; i++) {
            boolean isControl = bytes[i] >= 0 && bytes[i] < ' ' && bytes[i] != '\t' && bytes[i] != '\n';
            if (isControl || bytes[i] == '<' || bytes[i] == '>') {
                return null;
            }
            hasReferences |= bytes[i] == '&';
        }
        String text = new String(bytes, from, to - from, UTF_8);
        if (text.indexOf(LAST) >= 0 || text.indexOf('\uFFFE') >= 0 || text.indexOf('\uFFFF') >= 0) {
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
            return isXml(codePoint) ? Character.toString(codePoint) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Source: <a href="https://www.w3.org/TR/xml/#charsets">Extensible Markup Language 1.0, production 2</a>. */
    private static boolean isXml(int codePoint) {
        return codePoint == '\t'
                || codePoint == '\n'
                || codePoint == '\r'
                || (codePoint >= ' ' && codePoint < Character.MIN_SURROGATE)
                || (codePoint > Character.MAX_SURROGATE && codePoint <= LAST)
                || Character.isSupplementaryCodePoint(codePoint);
    }
}
