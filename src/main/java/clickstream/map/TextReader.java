package clickstream.map;

import clickstream.event.IssueReason;
import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.map.Reading.Altered;
import clickstream.map.Reading.Exact;
import clickstream.map.Reading.Unusable;

/** Values as text: a string as it is, a number as its own digits, a boolean as {@code true} or {@code false}. */
final class TextReader {

    private TextReader() {}

    static Reading<String> read(JsonValue value) {
        return switch (value) {
            case JsonString(String text) ->
                StorableText.isStorable(text)
                        ? new Exact<>(text)
                        : new Altered<>(StorableText.of(text), IssueReason.UNSTORABLE_CHARACTER);
            case JsonNumber(String literal) -> new Exact<>(literal);
            case JsonBoolean.TRUE -> new Exact<>("true");
            case JsonBoolean.FALSE -> new Exact<>("false");
            case JsonObject _, JsonArray _, JsonNull _ -> new Unusable<>(IssueReason.NOT_SCALAR);
        };
    }
}
