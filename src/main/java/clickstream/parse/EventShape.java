package clickstream.parse;

import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.event.RejectReason;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether a value that can be read is an event. */
final class EventShape {

    private EventShape() {}

    /** Why a value of any other kind is no event. */
    static Fault notAnObject(JsonValue value) {
        String kind = switch (value) {
            case JsonObject _ -> throw new IllegalArgumentException("an object");
            case JsonArray _ -> "an array inside an array";
            case JsonString _ -> "a string";
            case JsonNumber _ -> "a number";
            case JsonBoolean _ -> "a boolean";
            case JsonNull _ -> "null";
        };
        return new Fault(RejectReason.NOT_AN_OBJECT, kind + " where an event should be");
    }

    /**
     * What keeps an object from being an event; null where it is one.
     *
     * @param tokens the object's, to read it a second time
     */
    static @Nullable Fault fault(TopLevelNames names, Supplier<Tokens> tokens) {
        if (names.nothingSent()) {
            return new Fault(RejectReason.NO_EVENT, names.ingest() ? "nothing but _ingest" : "an empty object");
        }
        if (!names.mayHaveNoGap()) {
            return null;
        }
        Tokens again = tokens.get();
        try {
            return names.haveNoGap(again) ? spread(names.largest()) : null;
        } finally {
            again.close();
        }
    }

    private static Fault spread(int largest) {
        return new Fault(RejectReason.SPREAD_BODY, "the keys 0 to %d: an array or string, spread".formatted(largest));
    }
}
