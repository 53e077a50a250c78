package clickstream.map;

import clickstream.event.IssueReason;
import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.event.ListedObject;
import clickstream.map.Reading.Altered;
import clickstream.map.Reading.Exact;
import clickstream.map.Reading.Unusable;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;

/** {@code event_id}: the same for the same event, however often it is read. */
final class EventId {

    private static final String COLUMN = "event_id";
    static final List<String> NAMES = List.of("event_id", "eventId");
    private static final UUID NIL = new UUID(0, 0);

    private EventId() {}

    static UUID of(SourceObject event, ListedObject object, int index, boolean only, Issues issues) {
        for (String name : NAMES) {
            JsonValue value = event.present(name);
            if (value == null) {
                continue;
            }
            switch (read(value)) {
                case Exact<UUID>(UUID id) -> {
                    return id;
                }
                case Altered<UUID>(UUID id, var reason) -> {
                    issues.add(COLUMN, reason, event, name, value);
                    return id;
                }
                case Unusable<UUID> _ -> {} // recorded below, once, and only if no other source makes up for it
            }
        }
        issues.add(COLUMN, IssueReason.ID_MISSING, whatIsThere(event));
        return PositionId.of(object, index, only);
    }

    private static Reading<UUID> read(JsonValue value) {
        return switch (value) {
            case JsonString(String text) -> read(text);
            case JsonNumber(String literal) -> derived(literal);
            case JsonBoolean _, JsonObject _, JsonArray _, JsonNull _ -> new Unusable<>(IssueReason.ID_MISSING);
        };
    }

    private static Reading<UUID> read(String text) {
        UUID id = UuidText.parse(text);
        if (id != null) {
            return id.equals(NIL) ? new Unusable<>(IssueReason.ID_MISSING) : new Exact<>(id);
        }
        boolean nothing = text.isBlank() || text.equals("undefined") || text.equals("null");
        return nothing ? new Unusable<>(IssueReason.ID_MISSING) : derived(text);
    }

    private static Reading<UUID> derived(String text) {
        return new Altered<>(NameBasedUuid.of(text), IssueReason.ID_DERIVED);
    }

    private static String whatIsThere(SourceObject event) {
        StringJoiner sources = new StringJoiner(", ").setEmptyValue("neither event_id nor eventId");
        for (String name : NAMES) {
            JsonValue value = event.present(name);
            if (value != null) {
                sources.add(Detail.of(event, name, value));
            }
        }
        return sources.toString();
    }
}
