package clickstream.ingest.events;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Goes over JSON in its bytes, by the grammar of RFC 8259, and says where a value ends. Nothing is kept but the places of names that are
 * {@code _ingest}. It does not recurse: a value may be as deep as it is long. Not thread-safe.
 */
final class JsonScanner {

    private static final byte[] INGEST = "_ingest".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final JsonTokens tokens;
    private final int maxLevels;

    /** Bit by bit whether a level is that of an object; the others are arrays. */
    private long[] objects = new long[4];

    private int level;
    private boolean tooDeep;
    private boolean hasMembers;

    private List<Span> ingestNames = List.of();

    JsonScanner(byte[] bytes, int end, int maxLevels) {
        this.bytes = bytes;
        this.tokens = new JsonTokens(bytes, end);
        this.maxLevels = maxLevels;
    }

    int position() {
        return tokens.position();
    }

    void moveTo(int position) {
        tokens.moveTo(position);
    }

    /** The byte at the position, unsigned; negative at the end. */
    int peek() {
        return tokens.peek();
    }

    void skipWhiteSpace() {
        tokens.skipWhiteSpace();
    }

    /**
     * Goes over the value that begins at the position, to its end.
     *
     * @return whether there is a whole one; if not, the position is where it broke off
     */
    boolean value() {
        level = 0;
        tooDeep = false;
        tokens.forget();
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
                    if (!tokens.string()) {
                        return false;
                    }
                }
                default -> {
                    opened = false;
                    if (!tokens.word()) {
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
        return tokens.tooLong();
    }

    /** Whether it has a text that is not UTF-8. */
    boolean badlyEncoded() {
        return tokens.badlyEncoded();
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
                tokens.skip();
                level--;
            } else if (next == ',') {
                tokens.skip();
                skipWhiteSpace();
                return !isObject() || name();
            } else {
                return false;
            }
        }
        return true;
    }

    private boolean open(boolean object) {
        tokens.skip();
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
        int start = position();
        if (peek() != '"' || !tokens.string()) {
            return false;
        }
        if (level == 1) {
            hasMembers = true;
            if (isIngest(start + 1, position() - 1)) {
                noteIngestName(start);
            }
        }
        skipWhiteSpace();
        if (peek() != ':') {
            return false;
        }
        tokens.skip();
        return true;
    }

    private void noteIngestName(int start) {
        if (ingestNames.isEmpty()) {
            ingestNames = new ArrayList<>(1);
        }
        ingestNames.add(new Span(start, position()));
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
}
