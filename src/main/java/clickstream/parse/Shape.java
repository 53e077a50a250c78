package clickstream.parse;

import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.event.RejectReason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a value that can be read is an event. */
final class Shape {

    private static final String INGEST = "_ingest";

    private Shape() {}

    /** What keeps a value from being an event; null where it is one. */
    static @Nullable Fault fault(JsonValue value) {
        return switch (value) {
            case JsonObject object -> fault(object.members().keySet());
            case JsonArray _ -> notAnObject("an array inside an array");
            case JsonString _ -> notAnObject("a string");
            case JsonNumber _ -> notAnObject("a number");
            case JsonBoolean _ -> notAnObject("a boolean");
            case JsonNull _ -> notAnObject("null");
        };
    }

    private static Fault notAnObject(String kind) {
        return new Fault(RejectReason.NOT_AN_OBJECT, kind + " where an event should be");
    }

    private static @Nullable Fault fault(Set<String> names) {
        int sent = names.contains(INGEST) ? names.size() - 1 : names.size();
        if (sent == 0) {
            return new Fault(RejectReason.NO_EVENT, names.isEmpty() ? "an empty object" : "nothing but _ingest");
        }
        for (int i = 0; i < sent; i++) {
            if (!names.contains(Integer.toString(i))) {
                return null;
            }
        }
        return new Fault(RejectReason.SPREAD_BODY, "the keys 0 to %d: an array or string, spread".formatted(sent - 1));
    }
}
