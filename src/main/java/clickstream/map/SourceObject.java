package clickstream.map;

import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonObject;
import clickstream.map.Reading.Altered;
import clickstream.map.Reading.Exact;
import clickstream.map.Reading.Unusable;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object that columns are taken from: the event itself or one inside it.
 *
 * @param path what comes before the names of its members in an issue, as in {@code product.}; empty for the event itself
 */
record SourceObject(String path, JsonObject object) {

    /** Of an event that has no such block: nothing is present in it. */
    static final SourceObject NONE = new SourceObject("", new JsonObject(Map.of()));

    static SourceObject event(JsonObject event) {
        return new SourceObject("", event);
    }

    /** The object that is this block's member {@code name}. */
    SourceObject inner(String name, JsonObject inner) {
        return new SourceObject(path + name + ".", inner);
    }

    /** The member of that name; null where there is none or where it is JSON's null. */
    @Nullable
    JsonValue present(String name) {
        return object.present(name);
    }

    /** The member {@code name} as {@code column} reads it; null where it is not present, or not usable, which is recorded. */
    <T> @Nullable T read(String column, String name, Function<JsonValue, Reading<T>> reader, Issues issues) {
        JsonValue value = present(name);
        if (value == null) {
            return null;
        }
        return switch (reader.apply(value)) {
            case Exact<T>(T exact) -> exact;
            case Altered<T>(T altered, var reason) -> {
                issues.add(column, reason, this, name, value);
                yield altered;
            }
            case Unusable<T>(var reason) -> {
                issues.add(column, reason, this, name, value);
                yield null;
            }
        };
    }
}
