package clickstream.parse;

import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.RejectReason;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A message of a log. One that is a JSON object with an event's name is a value; all others are lines of other programs, and no value. One
 * that begins as an object and is none is a reject where it holds such a name: it was cut off.
 */
final class LogMessage {

    private static final List<String> EVENT_NAMES = List.of("eventName", "event_name");

    private final DecodedText text;
    private final int start;
    private final int end;
    private final Set<String> names;

    /**
     * A message in a range of a text.
     *
     * @param names of the members that are kept
     */
    LogMessage(DecodedText text, int start, int end, Set<String> names) {
        this.text = text;
        this.start = Math.min(text.behindWhiteSpace(start), end);
        this.end = end;
        this.names = names;
    }

    /** What it is at that index, having been written at that time; null where it is no value. */
    @Nullable
    ParsedValue value(int index, @Nullable Instant time) {
        if (start == end || text.at(start) != '{') {
            return null;
        }
        Tokens tokens = new Tokens(text, start, end);
        ValueReader reader = new ValueReader(tokens, names);
        try {
            JsonValue value = reader.read(tokens.nextInside());
            if (text.behindWhiteSpace(tokens.position()) < end) {
                return cutOff(index, reader, tokens.position(), "Something is behind the object");
            }
            if (!(value instanceof JsonObject body) || EVENT_NAMES.stream().noneMatch(body.members()::containsKey)) {
                return null;
            }
            Fault fault = badEncoding();
            fault = fault == null ? reader.fault() : fault;
            return fault == null ? new Event(index, body, time) : fault.reject(index, text.bytesOf(start, end));
        } catch (JacksonException e) {
            return cutOff(index, reader, tokens.position(e), Fault.message(e));
        } finally {
            tokens.close();
        }
    }

    private @Nullable ParsedValue cutOff(int index, ValueReader reader, int position, String message) {
        if (!holdsName()) {
            return null;
        }
        Fault fault = badEncoding();
        fault = fault == null ? reader.fault() : fault;
        fault = fault == null ? Fault.malformed(message, text.offset(position)) : fault;
        return fault.reject(index, text.bytesOf(start, end));
    }

    private @Nullable Fault badEncoding() {
        int broken = text.firstBroken(start, end);
        return broken == end
                ? null
                : new Fault(RejectReason.BAD_ENCODING, "not validly encoded at byte " + text.offset(broken));
    }

    /** Whether it was to be an event. */
    private boolean holdsName() {
        for (int at = start; at < end; at++) {
            if (text.at(at) == '"' && (isName(at, "\"eventName\"") || isName(at, "\"event_name\""))) {
                return true;
            }
        }
        return false;
    }

    private boolean isName(int position, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (text.at(position + i) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
