package clickstream.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names by their bytes in UTF-8, so that no text is made of a name that is not one of them. Thread-safe. */
final class NameTable {

    /** So that few names have their place taken by another one. */
    private static final int PLACES_A_NAME = 8;

    private final byte[][] bytes;
    private final String[] names;

    /** @param names without lone surrogates, or UTF-8 has no bytes for them and they are never found */
    NameTable(Set<String> names) {
        int places = Integer.highestOneBit(Math.max(1, names.size()) * PLACES_A_NAME) * 2;
        this.bytes = new byte[places][];
        this.names = new String[places];
        for (String name : names) {
            byte[] encoded = name.getBytes(UTF_8);
            if (new String(encoded, UTF_8).equals(name)) {
                int place = place(encoded, 0, encoded.length);
                while (bytes[place] != null) {
                    place = next(place);
                }
                bytes[place] = encoded;
                this.names[place] = name;
            }
        }
    }

    /** The name that these bytes are; null where it is none of the table's. */
    @Nullable
    String find(byte[] text, int from, int to) {
        int place = place(text, from, to);
        while (bytes[place] != null) {
            byte[] name = bytes[place];
            if (name.length == to - from && Arrays.equals(name, 0, name.length, text, from, to)) {
                return names[place];
            }
            place = next(place);
        }
        return null;
    }

    /** By length, first, middle and last byte, which tell names of members apart. */
    private int place(byte[] text, int from, int to) {
        int length = to - from;
        int hash = length == 0 ? 0 : length + 31 * (text[from] + 31 * (text[from + length / 2] + 31 * text[to - 1]));
        return (hash ^ (hash >>> 11)) & (bytes.length - 1);
    }

    private int next(int place) {
        return (place + 1) & (bytes.length - 1);
    }
}
