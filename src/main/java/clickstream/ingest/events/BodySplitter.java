package clickstream.ingest.events;

import clickstream.ingest.events.BodyValue.ClientEvent;
import clickstream.ingest.events.BodyValue.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the events of a body: an object, an array's elements, objects one a line or one after another. Each value has an index, as the
 * loader counts them; a stretch that cannot be read has one too, and reaches to the next line that begins, without indentation, with
 * <code>{</code> or {@code [}. Not thread-safe.
 */
public final class BodySplitter {

    /** The loader rejects what is deeper; the event itself is level 1. */
    public static final int MAX_LEVELS = 100;

    /** The loader rejects a number of more, so it must not be acknowledged. */
    public static final int MAX_NUMBER_CHARACTERS = 1_000;

    /** Reading again from the next line must not make a hostile body cost the square of its size. */
    private static final int MOST_READINGS = 8;

    private final byte[] body;
    private final int end;
    private final int maxEventBytes;
    private final int maxValues;
    private final JsonScanner json;
    private final List<BodyValue> values = new ArrayList<>();
    private long readAgain;
    private EventFault stretch = EventFault.MALFORMED_JSON;

    /**
     * Reads {@code body} up to {@code end}.
     *
     * @param maxEventBytes of one event
     * @param maxValues after which reading ends
     */
    public BodySplitter(byte[] body, int end, int maxEventBytes, int maxValues) {
        this.body = body;
        this.end = end;
        this.maxEventBytes = maxEventBytes;
        this.maxValues = maxValues;
        this.json = new JsonScanner(body, end, MAX_LEVELS);
    }

    /** All values; null where there are more than the limit. */
    public @Nullable List<BodyValue> values() {
        json.moveTo(startBehindMark());
        json.skipWhiteSpace();
        while (json.position() < end) {
            int broken = json.peek() == '[' ? elements() : single();
            if (broken >= 0) {
                skipStretch(broken);
            }
            if (values.size() > maxValues) {
                return null;
            }
            json.skipWhiteSpace();
        }
        return values;
    }

    /** UTF-8's byte order mark is no part of the JSON, and would break an object that it stands in the middle of. */
    private int startBehindMark() {
        return end >= 3 && (body[0] & 0xFF) == 0xEF && (body[1] & 0xFF) == 0xBB && (body[2] & 0xFF) == 0xBF ? 3 : 0;
    }

    /** Where a stretch that cannot be read begins; negative where the array is a whole one. */
    private int elements() {
        json.moveTo(json.position() + 1);
        json.skipWhiteSpace();
        if (json.peek() == ']') {
            json.moveTo(json.position() + 1);
            return -1;
        }
        while (values.size() <= maxValues) {
            json.skipWhiteSpace();
            int broken = single();
            if (broken >= 0) {
                return broken;
            }
            json.skipWhiteSpace();
            int next = json.peek();
            if (next != ',' && next != ']') {
                stretch = EventFault.MALFORMED_JSON;
                return json.position();
            }
            json.moveTo(json.position() + 1);
            if (next == ']') {
                return -1;
            }
        }
        return -1;
    }

    /** Where a stretch that cannot be read begins; negative where the value is a whole one. */
    private int single() {
        int start = json.position();
        boolean object = json.peek() == '{';
        if (!json.value()) {
            // Deep before malformed: what is nested too deep is mostly cut off too.
            stretch = json.tooDeep() ? EventFault.TOO_DEEP : EventFault.MALFORMED_JSON;
            return start;
        }
        EventFault fault = fault(start, json.position());
        if (fault == null && !object) {
            fault = EventFault.NOT_AN_OBJECT;
        }
        values.add(
                fault == null
                        ? new ClientEvent(
                                new Span(start, json.position()), json.hasMembers(), json.ingestNames(), Edits.NONE)
                        : new Refused(fault));
        return -1;
    }

    private @Nullable EventFault fault(int start, int valueEnd) {
        return valueEnd - start > maxEventBytes
                ? EventFault.TOO_LARGE
                : json.badlyEncoded()
                        ? EventFault.BAD_ENCODING
                        : json.tooDeep() ? EventFault.TOO_DEEP : json.tooLong() ? EventFault.TOO_LONG : null;
    }

    private void skipStretch(int start) {
        int reached = json.position();
        int next = nextLineOfJson(start);
        readAgain += Math.max(0, reached - next);
        if (readAgain > (long) MOST_READINGS * end) {
            next = end;
        }
        values.add(new Refused(stretch));
        json.moveTo(next);
    }

    private int nextLineOfJson(int position) {
        for (int i = position; i < end - 1; i++) {
            if (body[i] == '\n' && (body[i + 1] == '{' || body[i + 1] == '[')) {
                return i + 1;
            }
        }
        return end;
    }
}
