package clickstream.parse;

import java.nio.CharBuffer;
import java.util.BitSet;

/** Characters as they are decoded. What is broken stands there as a question mark and is remembered. */
final class DecodedCharacters {

    private final CharBuffer characters;
    private final BitSet broken = new BitSet();

    /** @param byteCount how many bytes are going to be decoded; no encoding has more characters than bytes */
    DecodedCharacters(int byteCount) {
        characters = CharBuffer.allocate(byteCount);
    }

    /** Where the next characters go. */
    CharBuffer rest() {
        return characters;
    }

    /** Stands for a unit that cannot be decoded: a byte of UTF-8, two bytes of UTF-16, four of UTF-32, or what is left of them. */
    void broken() {
        broken.set(characters.position());
        characters.put('?');
    }

    char[] characters() {
        return characters.array();
    }

    int length() {
        return characters.position();
    }

    /** The first broken place from there on, or {@link Integer#MAX_VALUE}. */
    int brokenFrom(int position) {
        int next = broken.nextSetBit(position);
        return next < 0 ? Integer.MAX_VALUE : next;
    }
}
