package clickstream.parse;

import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.parse.PlainScanner.UnusualException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads events from bytes in UTF-8, and gives up at whatever is not usual in one: what RFC 8259 or UTF-8 does not allow, what is over a
 * limit, escapes in names, and names that something else than an event may have. What it reads is what {@link ValueReader} makes of the
 * same. Not thread-safe.
 */
final class PlainReader {

    private static final JsonObject NOTHING_KEPT = new JsonObject(Map.of());

    private final PlainScanner scanner;
    private final NameTable names;

    /** Whether the event has a member that the browser sent. */
    private boolean sent;

    /** @param names of the members that are kept */
    PlainReader(byte[] bytes, NameTable names) {
        this.scanner = new PlainScanner(bytes);
        this.names = names;
    }

    /** The event whose brace stands at {@code start}; null where something about it is not usual. */
    @Nullable
    JsonObject event(int start) {
        scanner.goTo(start);
        sent = false;
        try {
            JsonObject event = kept(1);
            return sent ? event : null;
        } catch (UnusualException _) {
            return null;
        }
    }

    /** The position behind the event. */
    int end() {
        return scanner.position();
    }

    private JsonValue value(int level) throws UnusualException {
        return switch (scanner.current()) {
            case '"' -> new JsonString(scanner.text());
            case '{' -> level > ValueReader.KEPT_LEVELS ? passed(level, NOTHING_KEPT) : kept(level);
            case '[' -> passed(level, JsonArray.ARRAY);
            case 't' -> passed(level, JsonBoolean.TRUE);
            case 'f' -> passed(level, JsonBoolean.FALSE);
            case 'n' -> passed(level, JsonNull.NULL);
            default -> new JsonNumber(scanner.number());
        };
    }

    private JsonObject kept(int level) throws UnusualException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        object(level, members);
        return new JsonObject(members);
    }

    private JsonValue passed(int level, JsonValue value) throws UnusualException {
        pass(level);
        return value;
    }

    /** Goes behind a value of which nothing is kept. */
    private void pass(int level) throws UnusualException {
        switch (scanner.current()) {
            case '"' -> scanner.passString();
            case '{' -> object(level, null);
            case '[' -> array(level);
            case 't' -> scanner.pass("true");
            case 'f' -> scanner.pass("false");
            case 'n' -> scanner.pass("null");
            default -> scanner.passNumber();
        }
    }

    /** @param kept where its members go; null where none is kept */
    private void object(int level, @Nullable Map<String, JsonValue> kept) throws UnusualException {
        if (begins(level, '}')) {
            return;
        }
        do {
            int start = scanner.position() + 1;
            scanner.passName();
            int end = scanner.position() - 1;
            if (level == 1) {
                look(start, end);
            }
            String name = kept == null ? null : scanner.find(names, start, end);
            scanner.passWhiteSpace();
            scanner.pass(':');
            scanner.passWhiteSpace();
            if (name == null || kept == null) {
                pass(level + 1);
            } else {
                kept.put(name, value(level + 1));
            }
        } while (goesOn('}'));
    }

    private void array(int level) throws UnusualException {
        if (begins(level, ']')) {
            return;
        }
        do {
            pass(level + 1);
        } while (goesOn(']'));
    }

    /** Enters an object or array, and leaves it where it is empty; whether it is. */
    private boolean begins(int level, char close) throws UnusualException {
        if (level > ValueReader.MAX_LEVELS) {
            throw new UnusualException();
        }
        scanner.next();
        scanner.passWhiteSpace();
        if (scanner.current() != close) {
            return false;
        }
        scanner.next();
        return true;
    }

    /** Goes to the next member or element; false behind the last one. */
    private boolean goesOn(char close) throws UnusualException {
        scanner.passWhiteSpace();
        if (scanner.current() != ',') {
            scanner.pass(close);
            return false;
        }
        scanner.next();
        scanner.passWhiteSpace();
        return true;
    }

    /** An event has a name beside the ingest's, none that may be a number's, and not all of an {@link Envelope}'s. */
    private void look(int start, int end) throws UnusualException {
        if (scanner.isDigit(start) || scanner.is(TopLevelNames.MESSAGE_TYPE, start, end)) {
            throw new UnusualException();
        }
        sent |= !scanner.is(TopLevelNames.INGEST, start, end);
    }
}
