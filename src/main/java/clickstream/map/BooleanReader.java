package clickstream.map;

import clickstream.event.IssueReason;
import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.map.Reading.Exact;
import clickstream.map.Reading.Unusable;
import java.util.regex.Pattern;

/** Values as a boolean: the words that PostgreSQL knows, without its abbreviations and blanks. */
final class BooleanReader {

    /** Ignoring case in ASCII only, as is the pattern's default: "yeſ" is no yes. */
    private static final Pattern TRUE = Pattern.compile("true|t|yes|y|on|1", Pattern.CASE_INSENSITIVE);

    private static final Pattern FALSE = Pattern.compile("false|f|no|n|off|0", Pattern.CASE_INSENSITIVE);

    private BooleanReader() {}

    static Reading<Boolean> read(JsonValue value) {
        return switch (value) {
            case JsonBoolean.TRUE -> new Exact<>(true);
            case JsonBoolean.FALSE -> new Exact<>(false);
            case JsonNumber(String literal) when literal.equals("1") -> new Exact<>(true);
            case JsonNumber(String literal) when literal.equals("0") -> new Exact<>(false);
            case JsonString(String text) when TRUE.matcher(text).matches() -> new Exact<>(true);
            case JsonString(String text) when FALSE.matcher(text).matches() -> new Exact<>(false);
            case JsonNumber _, JsonString _, JsonObject _, JsonArray _, JsonNull _ ->
                new Unusable<>(IssueReason.NOT_BOOLEAN);
        };
    }
}
