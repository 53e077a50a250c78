package clickstream.fuzz;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventIssue;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.MappedEvent;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import clickstream.map.EventMapper;
import clickstream.parse.CarefulReading;
import clickstream.parse.ObjectParser;
import clickstream.parse.ReferenceReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of objects: gzip, encodings, arrays, lines, JSON, and what is made of events. Any bytes are values and rejects with indexes
 * from 0, the same ones each time, in which PostgreSQL can store everything; and of plain UTF-8 the values are those that
 * {@link ReferenceReader} reads, and {@link CarefulReading}.
 */
public final class Objects {

    private static final int MAX_OBJECT_SIZE = 1024 * 1024;
    private static final int LONGEST_DETAIL = 1_200;

    /** What a stretch must have more of to be over a limit. */
    private static final int LIMIT = 100;

    private static final Instant MODIFIED = Instant.parse("2026-11-20T13:05:00Z");
    private static final ListedObject OBJECT =
            new ListedObject(Hour.parse("2026-11-20T13"), "event.json", "etag", 1, MODIFIED);
    private static final ObjectParser PARSER = new ObjectParser(MAX_OBJECT_SIZE, EventMapper.SOURCE_NAMES);
    private static final EventMapper MAPPER = new EventMapper();

    /** What the reference does not read: exported logs, and envelopes of them. */
    private static final Pattern LOG = Pattern.compile("\\A(?:[-0-9]{10}T[0-9:.]{12}Z|[0-9]{13}) |logGroup");

    private Objects() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] stored) {
        List<ParsedValue> values = values(stored);
        Promise.isKept(values.equals(values(stored.clone())), "the same bytes are the same values", values);
        if (!isGzip(stored) && stored.length <= MAX_OBJECT_SIZE) {
            Promise.isKept(
                    values.equals(CarefulReading.of(stored, EventMapper.SOURCE_NAMES)),
                    "bytes and characters are the same values",
                    values);
        }
        for (int index = 0; index < values.size(); index++) {
            ParsedValue value = values.get(index);
            Promise.isKept(value.index() == index, "indexes without a gap", values);
            switch (value) {
                case Event(int _, var event, var _) -> check(MAPPER.map(event, OBJECT, index, values.size() == 1));
                case Reject reject -> check(reject);
            }
        }
        @Nullable String text = plainText(stored);
        if (text != null && !LOG.matcher(text).find()) {
            compare(values, ReferenceReader.read(text));
        }
    }

    private static List<ParsedValue> values(byte[] stored) {
        List<ParsedValue> values = new ArrayList<>();
        PARSER.values(stored).forEachRemaining(values::add);
        return values;
    }

    private static void check(MappedEvent event) {
        ClickstreamEvent row = event.row();
        storable(row.toString());
        Instant time = row.eventTimestamp();
        Promise.isKept(time.getNano() % 1_000 == 0, "whole microseconds", time);
        Promise.isKept(time.getEpochSecond() >= 946_684_800L, "not before 2000", time);
        Promise.isKept(!time.isAfter(MODIFIED.plusSeconds(86_400)), "not after LastModified and a day", time);
        Promise.isKept(!row.eventName().isBlank(), "a name", row);
        for (EventIssue issue : event.issues()) {
            storable(issue.detail());
            Promise.isKept(
                    issue.detail().length() <= LONGEST_DETAIL,
                    "a detail of %d",
                    issue.detail().length());
        }
    }

    private static void check(Reject reject) {
        storable(reject.detail());
        Promise.isKept(
                reject.detail().length() <= 200,
                "a detail of %d",
                reject.detail().length());
    }

    private static void storable(String text) {
        Promise.isKept(text.indexOf(0) < 0, "no U+0000", text);
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new AssertionError("no lone surrogates: " + text, e);
        }
    }

    private static boolean isGzip(byte[] stored) {
        return stored.length >= 2 && stored[0] == 0x1f && stored[1] == (byte) 0x8b;
    }

    /** The text of what is neither gzip nor anything but UTF-8; else null. */
    private static @Nullable String plainText(byte[] stored) {
        if (isGzip(stored)) {
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(stored))
                    .toString();
            boolean utf32 = stored.length >= 4 && stored[0] == 0 && stored[1] == 0 && stored[2] == (byte) 0xFE;
            return utf32 ? null : text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static void compare(List<ParsedValue> values, List<String> expected) {
        List<String> read = new ArrayList<>();
        for (ParsedValue value : values) {
            @Nullable String wanted = read.size() < expected.size() ? expected.get(read.size()) : null;
            read.add(
                    switch (value) {
                        case Event _ -> "event";
                        case Reject reject -> shown(reject, wanted);
                    });
        }
        Promise.isKept(read.equals(expected), "the values are " + expected, read);
    }

    /** A stretch can be over a limit before what makes it malformed; where, the contract leaves open. */
    private static String shown(Reject reject, @Nullable String wanted) {
        String text = StandardCharsets.UTF_8.decode(reject.bytes().duplicate()).toString();
        boolean limit = reject.reason().code().startsWith("too_") && text.length() > LIMIT;
        boolean malformed = wanted != null && wanted.startsWith("malformed_json ");
        return (limit && malformed ? "malformed_json" : reject.reason().code()) + " <" + text + ">";
    }
}
