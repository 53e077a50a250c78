package clickstream.event;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value (RFC 8259) that keeps every digit of its numbers and every character of its strings. */
public sealed interface JsonValue {

    /**
     * An object.
     *
     * @param members by name; of several equal names the last one counted
     */
    record JsonObject(Map<String, JsonValue> members) implements JsonValue {

        /** The member of that name; null where there is none or where it is JSON's null. */
        public @Nullable JsonValue present(String name) {
            JsonValue value = members.get(name);
            return value instanceof JsonNull ? null : value;
        }
    }

    record JsonArray(List<JsonValue> elements) implements JsonValue {}

    record JsonString(String text) implements JsonValue {}

    /**
     * A number.
     *
     * @param literal as it was written
     */
    record JsonNumber(String literal) implements JsonValue {}

    enum JsonBoolean implements JsonValue {
        TRUE,
        FALSE
    }

    enum JsonNull implements JsonValue {
        NULL
    }
}
