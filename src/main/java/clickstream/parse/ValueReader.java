package clickstream.parse;

import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.event.RejectReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads one value, and notes whether it goes over a limit. What is over a limit is read to its end and stands there as null. */
final class ValueReader {

    private static final int MAX_LEVELS = 100;
    private static final int MAX_NUMBER_CHARACTERS = 1_000;

    static final Fault TOO_DEEP =
            new Fault(RejectReason.TOO_DEEP, "nested deeper than %d levels".formatted(MAX_LEVELS));
    static final Fault TOO_LONG =
            new Fault(RejectReason.TOO_LONG, "a number of more than %d characters".formatted(MAX_NUMBER_CHARACTERS));

    private final Tokens tokens;
    private boolean tooDeep;
    private boolean tooLong;

    ValueReader(Tokens tokens) {
        this.tokens = tokens;
    }

    /** The value that begins with a token. */
    JsonValue read(JsonToken first) {
        return value(first, 1);
    }

    /** The limit that was passed, even where the value was not read to its end; null where none was. */
    @Nullable
    Fault fault() {
        return tooDeep ? TOO_DEEP : tooLong ? TOO_LONG : null;
    }

    static boolean isTooLong(int numberCharacters) {
        return numberCharacters > MAX_NUMBER_CHARACTERS;
    }

    private JsonValue value(JsonToken token, int level) {
        return switch (token) {
            case START_OBJECT -> level > MAX_LEVELS ? skipped() : object(level);
            case START_ARRAY -> level > MAX_LEVELS ? skipped() : array(level);
            case VALUE_STRING -> new JsonString(tokens.string());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> JsonBoolean.TRUE;
            case VALUE_FALSE -> JsonBoolean.FALSE;
            case VALUE_NULL -> JsonNull.NULL;
            default -> throw new IllegalStateException("no value begins with " + token);
        };
    }

    private JsonValue object(int level) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (tokens.nextInside() != JsonToken.END_OBJECT) {
            String name = tokens.string();
            members.put(name, value(tokens.nextInside(), level + 1));
        }
        return new JsonObject(members);
    }

    private JsonValue array(int level) {
        List<JsonValue> elements = new ArrayList<>();
        for (JsonToken token = tokens.nextInside(); token != JsonToken.END_ARRAY; token = tokens.nextInside()) {
            elements.add(value(token, level + 1));
        }
        return new JsonArray(elements);
    }

    private JsonValue number() {
        if (isTooLong(tokens.literalLength())) {
            tooLong = true;
            return JsonNull.NULL;
        }
        return new JsonNumber(tokens.string());
    }

    private JsonValue skipped() {
        tooDeep = true;
        tokens.skipChildren();
        return JsonNull.NULL;
    }
}
