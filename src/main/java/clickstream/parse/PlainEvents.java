package clickstream.parse;

import clickstream.event.JsonValue.JsonObject;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/**
 * The values of an object, as long as each is what nearly all are: an event in UTF-8, outside of arrays and envelopes. That is read from the
 * bytes as they are. From the first thing on that is anything else, {@link Values} reads what is left, from characters. Not thread-safe.
 */
final class PlainEvents implements Iterator<ParsedValue> {

    private final byte[] bytes;
    private final Set<String> names;
    private final int firstBroken;
    private final Tokens tokens;
    private int position;
    private int index;
    private @Nullable Event ahead;

    /** What is not plain, and all behind it; null as long as that is not known. */
    private @Nullable Iterator<ParsedValue> rest;

    /**
     * @param bytes of an object that is not gzip, or no more
     * @param names of the members that are kept
     */
    PlainEvents(byte[] bytes, Set<String> names) {
        this.bytes = bytes;
        this.names = names;
        this.firstBroken = Utf8.firstBroken(bytes);
        this.tokens = new Tokens(bytes);
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && rest == null) {
            ahead = read();
            if (ahead == null) {
                tokens.close();
                rest = rest();
            }
        }
        return ahead != null || (rest != null && rest.hasNext());
    }

    @Override
    public ParsedValue next() {
        ParsedValue value = hasNext() && ahead == null && rest != null ? rest.next() : ahead;
        if (value == null) {
            throw new NoSuchElementException();
        }
        ahead = null;
        return value;
    }

    private Iterator<ParsedValue> rest() {
        return behindWhiteSpace() == bytes.length
                ? Collections.emptyIterator()
                : new Values(DecodedText.of(bytes), names, Utf8.characters(bytes, position), index);
    }

    /** The next event; null where something else comes, or nothing. */
    private @Nullable Event read() {
        int start = behindWhiteSpace();
        if (start == bytes.length || bytes[start] != '{') {
            return null;
        }
        ValueReader reader = new ValueReader(tokens, names);
        try {
            JsonToken first = tokens.nextInside();
            if (reader.read(first) instanceof JsonObject event && isPlain(reader)) {
                int end = tokens.position();
                if (end <= firstBroken) {
                    position = end;
                    return new Event(index++, event);
                }
            }
            return null;
        } catch (JacksonException _) {
            // What is wrong, the other reader says.
            return null;
        }
    }

    private static boolean isPlain(ValueReader reader) {
        TopLevelNames own = reader.ownNames();
        return reader.fault() == null && !own.areOfEnvelope() && !own.nothingSent() && !own.mayHaveNoGap();
    }

    private int behindWhiteSpace() {
        int at = position;
        while (at < bytes.length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }
}
