package clickstream.map;

import clickstream.event.JsonValue;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a column comes from: "a, else b" in the table of columns in {@code db/README.md}.
 *
 * @param names of a block's members, in the order in which they are asked
 */
record Sources(String column, List<String> names) {

    static Sources of(String column, String... names) {
        return new Sources(column, List.of(names));
    }

    /** The first that is present, not JSON's null and usable, else null; each that is not usable on the way is recorded. */
    <T> @Nullable T firstUsable(SourceObject block, Function<JsonValue, Reading<T>> reader, Issues issues) {
        for (String name : names) {
            T value = block.read(column, name, reader, issues);
            if (value != null) {
                return value;
            }
        }
        return null;
    }
}
