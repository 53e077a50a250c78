package clickstream.map;

import clickstream.event.IssueReason;
import clickstream.event.JsonValue;
import clickstream.map.Reading.Altered;
import clickstream.map.Reading.Exact;
import clickstream.map.Reading.Unusable;

/** {@code event_name}: text that is not blank, else {@value #UNKNOWN}. */
final class EventName {

    static final Sources SOURCES = Sources.of("event_name", "eventName", "event_name");
    private static final String UNKNOWN = "unknown";

    private EventName() {}

    static String of(SourceObject event, Issues issues) {
        String name = SOURCES.firstUsable(event, EventName::read, issues);
        return name == null ? UNKNOWN : name;
    }

    private static Reading<String> read(JsonValue value) {
        Reading<String> text = TextReader.read(value);
        return switch (text) {
            case Exact<String>(String name) when name.isBlank() -> new Unusable<>(IssueReason.NO_EVENT_NAME);
            case Exact<String> _, Altered<String> _ -> text;
            case Unusable<String> _ -> new Unusable<>(IssueReason.NO_EVENT_NAME);
        };
    }
}
