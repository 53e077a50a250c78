package clickstream.parse;

import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** What is read from an object, written so that a test can show it. */
final class Readings {

    static final int MAX_OBJECT_SIZE = 16 * 1024 * 1024;

    /** The names of what is kept. */
    static final Set<String> NAMES =
            Set.of("", "a", "b", "c", "d", "a\ud83d", "\ude00", "name", "_ingest", "eventName");

    private Readings() {}

    static ObjectParser parser() {
        return new ObjectParser(MAX_OBJECT_SIZE, NAMES);
    }

    static List<ParsedValue> parsed(byte[] stored) {
        List<ParsedValue> values = new ArrayList<>();
        parser().values(stored).forEachRemaining(values::add);
        return values;
    }

    /** An event as compact JSON, a reject as its reason and its bytes: <code>malformed_json &lt;{x&gt;</code>. */
    static List<String> read(byte[] stored) {
        return parsed(stored).stream().map(Readings::show).toList();
    }

    static List<String> read(String stored) {
        return read(utf8(stored));
    }

    static Reject onlyReject(byte[] stored) {
        List<ParsedValue> values = parsed(stored);
        if (values.size() == 1 && values.getFirst() instanceof Reject reject) {
            return reject;
        }
        throw new AssertionError("not one reject: " + values);
    }

    static byte[] bytesOf(Reject reject) {
        ByteBuffer buffer = reject.bytes().duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The characters U+0000 to U+00FF as bytes, others as UTF-8, so that a test can write broken bytes into a text. */
    static byte[] raw(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text.codePoints()
                .forEach(c -> bytes.writeBytes(c < 0x100 ? new byte[] {(byte) c} : utf8(Character.toString(c))));
        return bytes.toByteArray();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String show(ParsedValue value) {
        return switch (value) {
            case Event event -> show(event.body());
            case Reject reject ->
                reject.reason().code() + " <" + new String(bytesOf(reject), StandardCharsets.UTF_8) + ">";
        };
    }

    private static String show(JsonValue value) {
        return switch (value) {
            case JsonObject object ->
                object.members().entrySet().stream()
                        .map(member -> "\"" + member.getKey() + "\":" + show(member.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case JsonArray _ -> "[…]";
            case JsonString string -> "\"" + string.text() + "\"";
            case JsonNumber number -> number.literal();
            case JsonBoolean literal -> literal == JsonBoolean.TRUE ? "true" : "false";
            case JsonNull _ -> "null";
        };
    }
}
