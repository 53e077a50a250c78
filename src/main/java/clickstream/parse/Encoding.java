package clickstream.parse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The encodings of Unicode that an object can have, in the order in which their marks are looked for. */
enum Encoding {
    // UTF-32 first: its little-endian mark begins with the one of UTF-16.
    UTF_32BE(4, ByteOrder.BIG_ENDIAN, "\u0000\u0000\u00FE\u00FF"),
    UTF_32LE(4, ByteOrder.LITTLE_ENDIAN, "\u00FF\u00FE\u0000\u0000"),
    UTF_16BE(2, ByteOrder.BIG_ENDIAN, "\u00FE\u00FF"),
    UTF_16LE(2, ByteOrder.LITTLE_ENDIAN, "\u00FF\u00FE"),
    UTF_8(1, ByteOrder.BIG_ENDIAN, "\u00EF\u00BB\u00BF");

    private final int unitBytes;
    private final ByteOrder order;
    private final String mark;

    /** @param mark the bytes of U+FEFF, a character standing for each */
    Encoding(int unitBytes, ByteOrder order, String mark) {
        this.unitBytes = unitBytes;
        this.order = order;
        this.mark = mark;
    }

    /** The encoding that the mark says; UTF-8 where there is none. */
    static Encoding of(byte[] bytes) {
        return Arrays.stream(values())
                .filter(each -> each.marks(bytes))
                .findFirst()
                .orElse(UTF_8);
    }

    /** How many bytes the mark takes, 0 where there is none. */
    int markBytes(byte[] bytes) {
        return marks(bytes) ? mark.length() : 0;
    }

    private boolean marks(byte[] bytes) {
        if (bytes.length < mark.length()) {
            return false;
        }
        return IntStream.range(0, mark.length()).allMatch(i -> Byte.toUnsignedInt(bytes[i]) == mark.charAt(i));
    }

    /** How many bytes a character takes, each half of a surrogate pair counting for one half. */
    int bytesOf(char character) {
        if (Character.isSurrogate(character)) {
            return 2;
        }
        if (this != UTF_8) {
            return unitBytes;
        }
        return character < 0x80 ? 1 : character < 0x800 ? 2 : 3;
    }

    /** Writes all of {@code bytes} as characters. */
    void decode(ByteBuffer bytes, DecodedCharacters transcript) {
        bytes.order(order);
        switch (this) {
            case UTF_8 -> decodeBytes(bytes, transcript);
            case UTF_16BE, UTF_16LE -> decodePairs(bytes, transcript);
            case UTF_32BE, UTF_32LE -> decodeCodePoints(bytes, transcript);
        }
        if (bytes.hasRemaining()) {
            transcript.broken(); // less than a unit
        }
    }

    private static void decodeBytes(ByteBuffer bytes, DecodedCharacters transcript) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // reports what is broken and stops there
        while (bytes.hasRemaining()) {
            CoderResult result = decoder.decode(bytes, transcript.rest(), true);
            for (int i = 0; result.isError() && i < result.length(); i++) {
                bytes.get();
                transcript.broken();
            }
        }
    }

    // Not the JDK's decoder: it takes the unit behind a lone surrogate for broken too, and U+FFFE.
    private static void decodePairs(ByteBuffer bytes, DecodedCharacters transcript) {
        while (bytes.remaining() >= Character.BYTES) {
            char unit = bytes.getChar();
            if (!Character.isSurrogate(unit)) {
                transcript.rest().put(unit);
            } else if (Character.isHighSurrogate(unit)
                    && bytes.remaining() >= Character.BYTES
                    && Character.isLowSurrogate(bytes.getChar(bytes.position()))) {
                transcript.rest().put(unit).put(bytes.getChar());
            } else {
                transcript.broken();
            }
        }
    }

    // Not the JDK's decoder: it lets surrogates through.
    private static void decodeCodePoints(ByteBuffer bytes, DecodedCharacters transcript) {
        while (bytes.remaining() >= Integer.BYTES) {
            int codePoint = bytes.getInt();
            if (!Character.isValidCodePoint(codePoint)
                    || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE)) {
                transcript.broken();
            } else if (Character.isBmpCodePoint(codePoint)) {
                transcript.rest().put((char) codePoint);
            } else {
                transcript.rest().put(Character.highSurrogate(codePoint)).put(Character.lowSurrogate(codePoint));
            }
        }
    }
}
