package clickstream.map;

/**
 * Text that PostgreSQL can store: without U+0000, and without lone surrogates, for which UTF-8 has no bytes.
 *
 * @see <a href="https://www.postgresql.org/docs/current/datatype-character.html">PostgreSQL: Character Types</a>
 */
final class StorableText {

    private static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0) {
                return false;
            }
            if (Character.isSurrogate(unit)) {
                if (!isPairAt(i, text)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The text with U+FFFD for each character that cannot be stored. */
    static String of(String text) {
        return isStorable(text) ? text : wellFormed(text).replace((char) 0, REPLACEMENT);
    }

    /** The text with U+FFFD for each lone surrogate: what has an encoding in UTF-8. */
    static String wellFormed(String text) {
        StringBuilder wellFormed = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (!Character.isSurrogate(unit)) {
                wellFormed.append(unit);
            } else if (isPairAt(i, text)) {
                wellFormed.append(unit).append(text.charAt(++i));
            } else {
                wellFormed.append(REPLACEMENT);
            }
        }
        return wellFormed.toString();
    }

    private static boolean isPairAt(int index, String text) {
        return index + 1 < text.length() && Character.isSurrogatePair(text.charAt(index), text.charAt(index + 1));
    }
}
