package clickstream.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Goes over JSON in its bytes, by the grammar of RFC 8259 and nothing beyond it, and says where a value ends. Nothing is decoded and
 * nothing is kept but the places of names that are {@code _ingest}. It does not recurse: a value may be as deep as it is long. Not
 * thread-safe.
 */
final class JsonScanner {

    private static final byte[] INGEST = "_ingest".getBytes(StandardCharsets.US_ASCII);

    /** The loader rejects what is longer, so it must not be acknowledged. */
    static final int MAX_NUMBER_CHARACTERS = 1_000;

    private static final int END = -1;

    private final byte[] bytes;
    private final int end;
    private final int maxLevels;
    private int at;

    /** Bit by bit whether a level is that of an object; the others are arrays. */
    private long[] objects = new long[4];

    private int level;
    private boolean tooDeep;
    private boolean tooLong;
    private boolean badlyEncoded;
    private boolean hasMembers;

    private List<Span> ingestNames = List.of();

    JsonScanner(byte[] bytes, int end, int maxLevels) {
        this.bytes = bytes;
        this.end = end;
        this.maxLevels = maxLevels;
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
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

    /**
     * Goes over the value that begins at the position, to its end.
     *
     * @return whether there is a whole one; if not, the position is where it broke off
     */
    boolean value() {
        level = 0;
        tooDeep = false;
        tooLong = false;
        badlyEncoded = false;
        hasMembers = false;
        ingestNames = List.of();
        while (true) {
            skipWhiteSpace();
            boolean opened;
            switch (peek()) {
                case '{' -> opened = open(true);
                case '[' -> opened = open(false);
                case '"' -> {
                    opened = false;
                    if (!string()) {
                        return false;
                    }
                }
                default -> {
                    opened = false;
                    if (!word()) {
                        return false;
                    }
                }
            }
            if (opened) {
                skipWhiteSpace();
                if (peek() != closing()) {
                    if (isObject() && !name()) {
                        return false;
                    }
                    continue;
                }
            }
            if (!behindValue()) {
                return false;
            }
            if (level == 0) {
                return true;
            }
        }
    }

    /** Whether the last value is nested over the limit. */
    boolean tooDeep() {
        return tooDeep;
    }

    /** Whether it has a number over the limit. */
    boolean tooLong() {
        return tooLong;
    }

    /** Whether it has a text that is not UTF-8. */
    boolean badlyEncoded() {
        return badlyEncoded;
    }

    /** Whether it is an object with anything in it. */
    boolean hasMembers() {
        return hasMembers;
    }

    /** The names of its own that are {@code _ingest}, quotes included. */
    List<Span> ingestNames() {
        return ingestNames;
    }

    /** Closes what ends here and goes to where the next value must begin; false where neither is right. */
    private boolean behindValue() {
        while (level > 0) {
            skipWhiteSpace();
            int next = peek();
            if (next == closing()) {
                at++;
                level--;
            } else if (next == ',') {
                at++;
                skipWhiteSpace();
                return !isObject() || name();
            } else {
                return false;
            }
        }
        return true;
    }

    private boolean open(boolean object) {
        at++;
        if (level == objects.length * Long.SIZE) {
            objects = Arrays.copyOf(objects, objects.length * 2);
        }
        long bit = 1L << level;
        int word = level / Long.SIZE;
        objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
        level++;
        tooDeep |= level > maxLevels;
        return true;
    }

    private boolean isObject() {
        return (objects[(level - 1) / Long.SIZE] & 1L << (level - 1)) != 0;
    }

    private int closing() {
        return isObject() ? '}' : ']';
    }

    private boolean name() {
        int start = at;
        if (peek() != '"' || !string()) {
            return false;
        }
        if (level == 1) {
            hasMembers = true;
            if (isIngest(start + 1, at - 1)) {
                noteIngestName(start);
            }
        }
        skipWhiteSpace();
        if (peek() != ':') {
            return false;
        }
        at++;
        return true;
    }

    private void noteIngestName(int start) {
        if (ingestNames.isEmpty()) {
            ingestNames = new ArrayList<>(1);
        }
        ingestNames.add(new Span(start, at));
    }

    /** Whether the text between two quotes is {@code _ingest}, however it is escaped. */
    private boolean isIngest(int start, int close) {
        int position = start;
        for (byte wanted : INGEST) {
            if (position >= close) {
                return false;
            }
            if (bytes[position] == '\\') {
                // The letters of it have no escape but that of the code unit.
                if (bytes[position + 1] != 'u' || codeUnit(position + 2) != wanted) {
                    return false;
                }
                position += 6;
            } else if (bytes[position++] != wanted) {
                return false;
            }
        }
        return position == close;
    }

    private int codeUnit(int position) {
        int unit = 0;
        for (int i = position; i < position + 4; i++) {
            unit = unit << 4 | Character.digit(bytes[i], 16);
        }
        return unit;
    }

    private boolean string() {
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

    private boolean word() {
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
        tooLong |= at - start > MAX_NUMBER_CHARACTERS;
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
