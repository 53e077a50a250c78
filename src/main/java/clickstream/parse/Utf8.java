package clickstream.parse;

/**
 * Characters in bytes of UTF-8.
 *
 * <p>Source: The Unicode Standard, table 3-7, well-formed UTF-8 byte sequences.
 */
final class Utf8 {

    private Utf8() {}

    /** How many UTF-16 units there are up to {@code end}, before which nothing is broken. */
    static int characters(byte[] bytes, int end) {
        int characters = 0;
        for (int at = 0; at < end; at++) {
            int unit = bytes[at] & 0xFF;
            characters += isContinuation(unit) ? 0 : unit < 0xF0 ? 1 : 2;
        }
        return characters;
    }

    /** The bytes of a character beyond ASCII; 0 where it is broken. */
    static int length(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int second = at(bytes, at + 1);
        if (first >= 0xC2 && first <= 0xDF) {
            return isContinuation(second) ? 2 : 0;
        }
        if (!isContinuation(second) || !isContinuation(at(bytes, at + 2))) {
            return 0;
        }
        return switch (first) {
            case 0xE0 -> second >= 0xA0 ? 3 : 0;
            case 0xED -> second <= 0x9F ? 3 : 0;
            case 0xF0 -> second >= 0x90 ? four(bytes, at) : 0;
            case 0xF4 -> second <= 0x8F ? four(bytes, at) : 0;
            case 0xF1, 0xF2, 0xF3 -> four(bytes, at);
            default -> first > 0xE0 && first < 0xF0 ? 3 : 0;
        };
    }

    private static int four(byte[] bytes, int at) {
        return isContinuation(at(bytes, at + 3)) ? 4 : 0;
    }

    /** What begins no character and continues none where nothing is left. */
    private static int at(byte[] bytes, int at) {
        return at < bytes.length ? bytes[at] & 0xFF : 0;
    }

    private static boolean isContinuation(int unit) {
        return (unit & 0xC0) == 0x80;
    }
}
