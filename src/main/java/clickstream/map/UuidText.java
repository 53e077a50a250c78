package clickstream.map;

import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The spellings of a UUID that PostgreSQL accepts: 32 hex digits in either case, a hyphen or none behind every fourth but the last,
 * braces or none around it all.
 *
 * @see <a href="https://www.postgresql.org/docs/current/datatype-uuid.html">PostgreSQL: UUID Type</a>, and {@code uuid_in} in its
 *     source: no blanks
 */
final class UuidText {

    private static final int DIGITS = 32;

    private UuidText() {}

    /** The UUID that {@code text} writes; null where it writes none. */
    static @Nullable UUID parse(String text) {
        boolean braces = text.startsWith("{");
        if (braces && !text.endsWith("}")) {
            return null;
        }
        int next = braces ? 1 : 0;
        int end = braces ? text.length() - 1 : text.length();
        long high = 0;
        long low = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            boolean hyphenAllowed = digit % 4 == 0 && digit > 0;
            if (hyphenAllowed && next < end && text.charAt(next) == '-') {
                next++;
            }
            if (next >= end || !HexFormat.isHexDigit(text.charAt(next))) {
                return null;
            }
            int nibble = HexFormat.fromHexDigit(text.charAt(next++));
            if (digit < DIGITS / 2) {
                high = (high << 4) | nibble;
            } else {
                low = (low << 4) | nibble;
            }
        }
        return next == end ? new UUID(high, low) : null;
    }
}
