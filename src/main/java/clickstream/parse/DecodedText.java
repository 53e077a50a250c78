package clickstream.parse;

import clickstream.event.ParsedValue;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The characters of an object, and where they stood in its bytes. Positions count characters (UTF-16 units), offsets count bytes.
 *
 * <p>Reading goes forward, so questions about bytes and broken places must too: each asks for a range that does not begin before
 * the last one's. That keeps all answers together linear in the size of the object. Not thread-safe.
 */
final class DecodedText {

    private final byte[] bytes;
    private final Encoding encoding;
    private final DecodedCharacters transcript;
    private final char[] characters;
    private final int length;

    private int knownPosition;
    private int knownOffset;
    private int nextBroken;

    private DecodedText(byte[] bytes, Encoding encoding, int markBytes, DecodedCharacters transcript) {
        this.bytes = bytes;
        this.encoding = encoding;
        this.transcript = transcript;
        this.characters = transcript.characters();
        this.length = transcript.length();
        this.knownOffset = markBytes;
        this.nextBroken = transcript.brokenFrom(0);
    }

    static DecodedText of(byte[] bytes) {
        Encoding encoding = Encoding.of(bytes);
        int markBytes = encoding.markBytes(bytes);
        int byteCount = bytes.length - markBytes;
        DecodedCharacters transcript = new DecodedCharacters(byteCount);
        encoding.decode(ByteBuffer.wrap(bytes, markBytes, byteCount), transcript);
        return new DecodedText(bytes, encoding, markBytes, transcript);
    }

    /** The characters, and behind {@link #length} anything. Not a copy. */
    char[] characters() {
        return characters;
    }

    int length() {
        return length;
    }

    /** The character at a position; U+0000, which JSON allows nowhere, behind the last one. */
    char at(int position) {
        return position < length ? characters[position] : 0;
    }

    String between(int start, int end) {
        return new String(characters, start, end - start);
    }

    /** The first position from there on that is not JSON's white space. */
    int behindWhiteSpace(int position) {
        int end = position;
        while (isWhiteSpace(at(end))) {
            end++;
        }
        return end;
    }

    /** The first position from there on at which a literal or a number cannot go on. */
    int behindWord(int position) {
        int end = position;
        while (end < length && !endsWord(end)) {
            end++;
        }
        return end;
    }

    /** Whether a literal or number that reaches up to there is complete. */
    boolean endsWord(int position) {
        return position >= length || isWhiteSpace(at(position)) || "{}[]\",:".indexOf(at(position)) >= 0;
    }

    /** The start of the next line, after the one of that position, that begins with <code>{</code> or {@code [}; else the end. */
    int nextLineOfJson(int position) {
        for (int i = position; i < length; i++) {
            if (characters[i] == '\n' && (at(i + 1) == '{' || at(i + 1) == '[')) {
                return i + 1;
            }
        }
        return length;
    }

    /** The first broken place in a range; its end where there is none. */
    int firstBroken(int start, int end) {
        if (nextBroken < start) {
            nextBroken = transcript.brokenFrom(start);
        }
        return Math.min(nextBroken, end);
    }

    /** The first {@value ParsedValue#KEPT_BYTES} bytes of a range, as they were. */
    ByteBuffer bytesOf(int start, int end) {
        knownOffset = (int) offset(start);
        knownPosition = start;
        int last = start;
        long endOffset = knownOffset;
        while (last < end && endOffset - knownOffset < ParsedValue.KEPT_BYTES) {
            endOffset += encoding.bytesOf(characters[last++]);
        }
        long keptEnd = Math.min(Math.min(endOffset, knownOffset + (long) ParsedValue.KEPT_BYTES), bytes.length);
        return ByteBuffer.wrap(
                Arrays.copyOfRange(bytes, knownOffset, (int) keptEnd)); // a view would keep the object in memory
    }

    /** Where a character stood. It costs the way from the start of the last {@link #bytesOf}. */
    long offset(int position) {
        long offset = knownOffset;
        for (int i = knownPosition; i < Math.min(position, length); i++) {
            offset += encoding.bytesOf(characters[i]);
        }
        return Math.min(offset, bytes.length); // what is broken at the end may be less than a unit
    }

    private static boolean isWhiteSpace(char character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }
}
