package clickstream.parse;

import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/**
 * The objects and arrays that were open where reading a value failed. An unreadable stretch can end long before that place, and
 * reading goes on inside of what was read already. Whatever was open would fail at the same place again, so it need not be tried:
 * without this, a million lines that each open an object would be read a million times.
 *
 * @see Values
 */
final class OpenContainers {

    static final OpenContainers NONE = new OpenContainers(new int[0]);

    private final int[] starts;

    private OpenContainers(int[] starts) {
        this.starts = starts;
    }

    /** What is open where the value that begins at a position fails. */
    static OpenContainers in(DecodedText text, int position) {
        Tokens tokens = new Tokens(text, position, text.length());
        int[] starts = new int[16];
        int depth = 0;
        try {
            for (JsonToken token = tokens.next(); token != null; token = tokens.next()) {
                if (token.isStructEnd()) {
                    depth--;
                } else if (token.isStructStart()) {
                    starts = depth < starts.length ? starts : Arrays.copyOf(starts, 2 * depth);
                    starts[depth++] = tokens.position() - 1;
                }
            }
        } catch (JacksonException _) {
            // That is the place.
        } finally {
            tokens.close();
        }
        return new OpenContainers(Arrays.copyOf(starts, depth));
    }

    boolean contains(int position) {
        return Arrays.binarySearch(starts, position) >= 0;
    }
}
