package clickstream.parse;

import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.RejectReason;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/**
 * The values of a text: JSON documents one after another, with the elements of an array counting one by one, and the stretches
 * between them that cannot be read. A stretch reaches to the next line that begins with <code>{</code> or {@code [}. Every
 * position belongs to one value at most. Of an exported log, and of an envelope of one, the values are its messages that are events.
 * Not thread-safe.
 */
final class Values implements Iterator<ParsedValue> {

    private final DecodedText text;
    private final Set<String> names;
    private int index;
    private int position;
    private @Nullable ParsedValue ahead;
    /** Of an exported log; null where the object is none. */
    private final @Nullable LogLines log;

    /** Whose messages are being read; null outside of envelopes. */
    private @Nullable Envelope envelope;

    /** The tokens of the array whose elements are being read; null outside of arrays. */
    private @Nullable Tokens array;

    private boolean afterElement;
    private OpenContainers unclosed = OpenContainers.NONE;

    /** What is left from a position on, its first value with that index; {@code names} of the members that are kept. */
    Values(DecodedText text, Set<String> names, int position, int index) {
        this.text = text;
        this.names = names;
        this.position = position;
        this.index = index;
        this.log = LogLines.in(text, names);
    }

    @Override
    public boolean hasNext() {
        if (ahead == null) {
            ahead = read();
        }
        return ahead != null;
    }

    @Override
    public ParsedValue next() {
        ParsedValue value = hasNext() ? ahead : null;
        if (value == null) {
            throw new NoSuchElementException();
        }
        ahead = null;
        return value;
    }

    private @Nullable ParsedValue read() {
        if (log != null) {
            return counted(log.next(index));
        }
        while (true) {
            ParsedValue message = envelope == null ? null : counted(envelope.next(index));
            if (message != null) {
                return message;
            }
            envelope = null;
            if (array != null) {
                ParsedValue element = element(array);
                if (element != null) {
                    return element;
                }
                leaveArray();
            }
            int start = text.behindWhiteSpace(position);
            if (start == text.length()) {
                return null;
            }
            switch (text.at(start)) {
                case '[' -> enterArray(start);
                case '{', '"' -> {
                    ParsedValue document = document(start);
                    if (document != null) {
                        return document;
                    }
                }
                default -> {
                    return word(start);
                }
            }
        }
    }

    private void enterArray(int start) {
        array = new Tokens(text, start, text.length());
        array.next();
        afterElement = false;
        position = start + 1;
    }

    private void leaveArray() {
        if (array != null) {
            array.close();
            array = null;
        }
    }

    /** The next element of the array; null behind its last one. */
    private @Nullable ParsedValue element(Tokens tokens) {
        int start = text.behindWhiteSpace(position);
        if (afterElement && text.at(start) == ',') {
            start = text.behindWhiteSpace(start + 1);
        }
        if (unclosed.contains(start)) {
            return unfinished(start);
        }
        ValueReader reader = new ValueReader(tokens, names);
        try {
            JsonToken first = tokens.nextInside();
            if (first == JsonToken.END_ARRAY) {
                position = tokens.position();
                return null;
            }
            JsonValue value = reader.read(first);
            int end = tokens.position();
            if (first.isScalarValue() && first != JsonToken.VALUE_STRING && !text.endsWord(end)) {
                return unreadable(start, noJson(start));
            }
            afterElement = true;
            return value(start, end, value, reader);
        } catch (JacksonException e) {
            return unreadable(start, tokens, reader, e);
        }
    }

    private @Nullable ParsedValue counted(@Nullable ParsedValue message) {
        index += message == null ? 0 : 1;
        return message;
    }

    /** An object or a string outside of arrays; null where that is an envelope, whose messages are the values. */
    private @Nullable ParsedValue document(int start) {
        if (unclosed.contains(start)) {
            return unfinished(start);
        }
        Tokens tokens = new Tokens(text, start, text.length());
        ValueReader reader = new ValueReader(tokens, names);
        try {
            JsonValue value = reader.read(tokens.nextInside());
            int end = tokens.position();
            if (reader.ownNames().areOfEnvelope() && reader.fault() == null && badEncoding(start, end) == null) {
                envelope = Envelope.in(text, start, end, names);
                if (envelope != null) {
                    position = end;
                    return null;
                }
            }
            return value(start, end, value, reader);
        } catch (JacksonException e) {
            return unreadable(start, tokens, reader, e);
        } finally {
            tokens.close();
        }
    }

    private ParsedValue word(int start) {
        int end = text.behindWord(start);
        JsonValue value = BareLiteral.value(text.between(start, end));
        if (value == null) {
            return unreadable(start, noJson(start));
        }
        position = end;
        boolean tooLong = value instanceof JsonNumber && ValueReader.isTooLong(end - start);
        return reject(start, end, tooLong ? ValueReader.TOO_LONG : EventShape.notAnObject(value));
    }

    private ParsedValue value(int start, int end, JsonValue value, ValueReader reader) {
        position = end;
        Fault fault = badEncoding(start, end);
        if (fault == null) {
            fault = reader.fault();
        }
        if (fault == null) {
            fault = value instanceof JsonObject
                    ? EventShape.fault(reader.ownNames(), () -> new Tokens(text, start, end))
                    : EventShape.notAnObject(value);
        }
        return fault == null ? new Event(index++, (JsonObject) value) : reject(start, end, fault);
    }

    private ParsedValue unreadable(int start, Tokens tokens, ValueReader reader, JacksonException e) {
        if (text.nextLineOfJson(start) < tokens.position()) {
            unclosed = OpenContainers.in(text, start);
            return unfinished(start);
        }
        Fault limit = reader.fault();
        return unreadable(
                start, limit == null ? Fault.malformed(Fault.message(e), text.offset(tokens.position(e))) : limit);
    }

    /** A stretch whose value fails behind the stretch's end: what counts is what the stretch itself holds. */
    private ParsedValue unfinished(int start) {
        int end = text.nextLineOfJson(start);
        Tokens tokens = new Tokens(text, start, end);
        ValueReader reader = new ValueReader(tokens, names);
        try {
            reader.read(tokens.nextInside());
        } catch (JacksonException _) {
            // It ends in the middle of the value.
        } finally {
            tokens.close();
        }
        Fault limit = reader.fault();
        return unreadable(
                start, limit == null ? Fault.malformed("The value is not finished", text.offset(end)) : limit);
    }

    private ParsedValue unreadable(int start, Fault fault) {
        int end = text.nextLineOfJson(start);
        leaveArray();
        position = end;
        Fault encoding = badEncoding(start, end);
        return reject(start, end, encoding == null ? fault : encoding);
    }

    private ParsedValue reject(int start, int end, Fault fault) {
        return fault.reject(index++, text.bytesOf(start, end));
    }

    private @Nullable Fault badEncoding(int start, int end) {
        int broken = text.firstBroken(start, end);
        return broken == end
                ? null
                : new Fault(RejectReason.BAD_ENCODING, "not validly encoded at byte " + text.offset(broken));
    }

    private Fault noJson(int start) {
        return Fault.malformed("No JSON value", text.offset(start));
    }
}
