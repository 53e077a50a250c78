package clickstream.fuzz;

import clickstream.event.EventIssue;
import clickstream.event.Hour;
import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.event.ListedObject;
import clickstream.event.MappedEvent;
import clickstream.map.EventMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A value that a fuzzer made up, on its way into a column. */
final class Column {

    static final Instant MODIFIED = Instant.parse("2026-11-20T13:05:00Z");

    /** RFC 8259, section 6. */
    static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

    private static final ListedObject OBJECT =
            new ListedObject(Hour.parse("2026-11-20T13"), "event.json", "etag", 1, MODIFIED);
    private static final EventMapper MAPPER = new EventMapper();

    private Column() {}

    static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /** A number where the text is one in JSON and does not begin with a sign or blank that makes it a string. */
    static JsonValue value(String text, boolean asNumber) {
        return asNumber ? new JsonNumber(text) : new JsonString(text);
    }

    static MappedEvent map(String name, JsonValue value) {
        return MAPPER.map(new JsonObject(Map.of("eventId", new JsonString("x"), name, value)), OBJECT, 0, true);
    }

    static MappedEvent mapProduct(String name, JsonValue value) {
        return map("product", new JsonObject(Map.of(name, value)));
    }

    /** The reason of the issue that the column has; {@code exact} where it has none. */
    static String reason(MappedEvent event, String column) {
        List<String> reasons = event.issues().stream()
                .filter(issue -> issue.field().equals(column))
                .map(EventIssue::reason)
                .map(reason -> reason.code())
                .toList();
        return reasons.isEmpty() ? "exact" : String.join(" ", reasons);
    }
}
