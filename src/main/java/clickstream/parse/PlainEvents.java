package clickstream.parse;

import clickstream.event.JsonValue.JsonObject;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The values of an object, as long as each is what nearly all are: an event in UTF-8, outside of arrays and envelopes. That is read from the
 * bytes as they are. From the first thing on that is anything else, {@link Values} reads what is left, from characters. Not thread-safe.
 */
final class PlainEvents implements Iterator<ParsedValue> {

    private final byte[] bytes;
    private final Set<String> names;
    private final PlainReader reader;
    private int position;
    private int index;
    private @Nullable Event ahead;

    /** What is not plain, and all behind it; null as long as that is not known. */
    private @Nullable Iterator<ParsedValue> rest;

    /**
     * @param bytes of an object that is not gzip, or no more
     * @param names of the members that are kept
     * @param table of the same names
     */
    PlainEvents(byte[] bytes, Set<String> names, NameTable table) {
        this.bytes = bytes;
        this.names = names;
        this.reader = new PlainReader(bytes, table);
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && rest == null) {
            ahead = read();
            if (ahead == null) {
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
        JsonObject event = reader.event(start);
        if (event == null) {
            return null;
        }
        position = reader.end();
        return new Event(index++, event);
    }

    private int behindWhiteSpace() {
        int at = position;
        while (at < bytes.length && PlainScanner.isWhiteSpace(bytes[at])) {
            at++;
        }
        return at;
    }
}
