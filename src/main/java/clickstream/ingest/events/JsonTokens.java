package clickstream.ingest.events;

/**
 * Goes over texts, numbers and literals in the bytes of JSON, by the grammar of RFC 8259 and nothing beyond it. Nothing is decoded and
 * nothing is kept. Not thread-safe.
 */
final class JsonTokens {

    private static final int END = -1;

    private final byte[] bytes;
    private final int end;
    private int at;
    private boolean tooLong;
    private boolean badlyEncoded;

    JsonTokens(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    /** Goes over the byte at the position. */
    void skip() {
        at++;
    }

    /** The byte at the position, unsigned; negative at the end. */
    int peek() {
        return at < end ? bytes[at] & 0xFF : END;
    }

    void skipWhiteSpace() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
    }

    /** Forgets what {@link #tooLong} and {@link #badlyEncoded} say. */
    void forget() {
        tooLong = false;
        badlyEncoded = false;
    }

    /** Whether there was a number over the limit. */
    boolean tooLong() {
        return tooLong;
    }

    /** Whether there was a text that is not UTF-8. */
    boolean badlyEncoded() {
        return badlyEncoded;
    }

    /** Goes over the text whose opening quote is at the position; false where it is none, or not whole. */
    boolean string() {
        at++;
        while (at < end) {
            int next = bytes[at];
            if (next == '"') {
                at++;
                return true;
            } else if (next == '\\') {
                if (!escape()) {
                    return false;
                }
            } else if (next < 0) {
                character();
            } else if (next < ' ') {
                return false;
            } else {
                at++;
            }
        }
        return false;
    }

    private boolean escape() {
        at++;
        switch (peek()) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
            case 'u' -> {
                at++;
                for (int last = at + 4; at < last; at++) {
                    if (at >= end || Character.digit(bytes[at], 16) < 0) {
                        return false;
                    }
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A character of several bytes. RFC 3629, section 4: neither surrogates, nor longer than need be, nor beyond U+10FFFF. */
    private void character() {
        int first = bytes[at] & 0xFF;
        int second = continuation(at + 1);
        boolean right;
        int length;
        if (first < 0xE0) {
            length = 2;
            right = first >= 0xC2 && second >= 0;
        } else if (first < 0xF0) {
            length = 3;
            right = second >= (first == 0xE0 ? 0x20 : 0)
                    && second < (first == 0xED ? 0x20 : 0x40)
                    && continuation(at + 2) >= 0;
        } else {
            length = 4;
            right = first <= 0xF4
                    && second >= (first == 0xF0 ? 0x10 : 0)
                    && second < (first == 0xF4 ? 0x10 : 0x40)
                    && continuation(at + 2) >= 0
                    && continuation(at + 3) >= 0;
        }
        if (right) {
            at += length;
        } else {
            badlyEncoded = true;
            at++;
        }
    }

    /** The six bits of a byte that continues a character; negative where there is no such byte. */
    private int continuation(int position) {
        return position < end && (bytes[position] & 0xC0) == 0x80 ? bytes[position] & 0x3F : -1;
    }

    /** Goes over a literal or a number; false where there is none, or it goes on as neither does. */
    boolean word() {
        return switch (peek()) {
                    case 't' -> literal("true");
                    case 'f' -> literal("false");
                    case 'n' -> literal("null");
                    default -> number();
                }
                && endsWord();
    }

    private boolean literal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (peek() != text.charAt(i)) {
                return false;
            }
            at++;
        }
        return true;
    }

    private boolean number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else if (!digits()) {
            return false;
        }
        if (peek() == '.') {
            at++;
            if (!digits()) {
                return false;
            }
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            if (!digits()) {
                return false;
            }
        }
        tooLong |= at - start > BodySplitter.MAX_NUMBER_CHARACTERS;
        return true;
    }

    private boolean digits() {
        int start = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > start;
    }

    private boolean endsWord() {
        return switch (peek()) {
            case END, ' ', '\n', '\r', '\t', '{', '}', '[', ']', '"', ',', ':' -> true;
            default -> false;
        };
    }
}
