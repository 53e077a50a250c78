package clickstream.parse;

import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.event.RejectReason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Reads one value, and notes whether it goes over a limit. All of it is read to its end and checked, but only the members with certain
 * names are kept, and those not within arrays or deeper than columns reach. A number over the limit stands there as null.
 */
final class ValueReader {

    /** How deep an event may be nested, itself being the first level. */
    static final int MAX_LEVELS = 100;

    private static final int MAX_NUMBER_CHARACTERS = 1_000;

    /** Levels at which an object's members are kept: the event, its product, the product's brand. */
    static final int KEPT_LEVELS = 3;

    private static final JsonObject NOTHING_KEPT = new JsonObject(Map.of());

    static final Fault TOO_DEEP =
            new Fault(RejectReason.TOO_DEEP, "nested deeper than %d levels".formatted(MAX_LEVELS));
    static final Fault TOO_LONG =
            new Fault(RejectReason.TOO_LONG, "a number of more than %d characters".formatted(MAX_NUMBER_CHARACTERS));

    private final Tokens tokens;
    private final Set<String> names;
    private final TopLevelNames ownNames = new TopLevelNames();
    private boolean tooDeep;
    private boolean tooLong;

    /** @param names of the members that are kept */
    ValueReader(Tokens tokens, Set<String> names) {
        this.tokens = tokens;
        this.names = names;
    }

    /** The value that begins with a token. */
    JsonValue read(JsonToken first) {
        return value(first, 1);
    }

    /** The names of all members of the value itself, where it is an object. */
    TopLevelNames ownNames() {
        return ownNames;
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
            case START_OBJECT -> level > KEPT_LEVELS ? passed(token, level, NOTHING_KEPT) : object(level);
            case START_ARRAY -> passed(token, level, JsonArray.ARRAY);
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
            if (level == 1) {
                ownNames.add(name);
            }
            JsonToken first = tokens.nextInside();
            if (names.contains(name)) {
                members.put(name, value(first, level + 1));
            } else {
                pass(first, level + 1);
            }
        }
        return new JsonObject(members);
    }

    private JsonValue number() {
        if (isTooLong(tokens.literalLength())) {
            tooLong = true;
            return JsonNull.NULL;
        }
        return new JsonNumber(tokens.string());
    }

    private JsonValue passed(JsonToken first, int level, JsonValue kept) {
        pass(first, level);
        return kept;
    }

    /** Reads a value to its end. Strings are not even asked for: Jackson then checks them without copying them. */
    private void pass(JsonToken first, int level) {
        JsonToken token = first;
        int open = 0;
        while (true) {
            if (token.isStructStart()) {
                open++;
                tooDeep |= level + open - 1 > MAX_LEVELS;
            } else if (token.isStructEnd()) {
                open--;
            } else if (token.isNumeric()) {
                tooLong |= isTooLong(tokens.literalLength());
            }
            if (open == 0) {
                return;
            }
            token = tokens.nextInside();
        }
    }
}
