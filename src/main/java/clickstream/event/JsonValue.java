package clickstream.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a JSON value (RFC 8259): every digit of its numbers and every character of its strings, but of objects only the
 * members that a column may be taken from, and nothing of arrays. So the memory that a value takes does not depend on how many members
 * and elements it has.
 */
public sealed interface JsonValue {

    /**
     * An object.
     *
     * @param members those that were kept, by name; of several equal names the last one counted
     */
    record JsonObject(Map<String, JsonValue> members) implements JsonValue {

        /** The member of that name; null where none was kept or where it is JSON's null. */
        public @Nullable JsonValue present(String name) {
            JsonValue value = members.get(name);
            return value instanceof JsonNull ? null : value;
        }
    }

    /** An array. No column is taken from its elements. */
    enum JsonArray implements JsonValue {
        ARRAY
    }

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
