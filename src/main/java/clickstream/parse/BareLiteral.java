package clickstream.parse;

import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number or literal outside of objects and arrays. Jackson wants white space behind such a number; here <code>1{}</code> is two
 * values, as <code>{}{}</code> is, and {@code 1x} is none.
 */
final class BareLiteral {

    /** RFC 8259, section 6. */
    private static final Pattern NUMBER =
            Pattern.compile("-?+(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+");

    private BareLiteral() {}

    /** The value of a word; null where it is none. */
    static @Nullable JsonValue value(String word) {
        return switch (word) {
            case "true" -> JsonBoolean.TRUE;
            case "false" -> JsonBoolean.FALSE;
            case "null" -> JsonNull.NULL;
            default -> NUMBER.matcher(word).matches() ? new JsonNumber(word) : null;
        };
    }
}
