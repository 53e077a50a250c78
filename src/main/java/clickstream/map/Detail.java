package clickstream.map;

import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;

/**
 * The name and the value of a source for people to read, as in {@code product.price = 19.99}. Storable, and short: a value can be as
 * long as its object, so more than {@value #KEPT} characters of it are cut, and its length told.
 */
final class Detail {

    /** In UTF-16 units. */
    static final int KEPT = 500;

    private Detail() {}

    static String of(SourceObject block, String name, JsonValue value) {
        return block.path() + name + " = " + shown(value);
    }

    private static String shown(JsonValue value) {
        return switch (value) {
            case JsonString(String text) -> cut(text, "\"");
            case JsonNumber(String literal) -> cut(literal, "");
            case JsonBoolean.TRUE -> "true";
            case JsonBoolean.FALSE -> "false";
            case JsonNull.NULL -> "null";
            case JsonObject _ -> "{…}"; // what is in it may not have been kept
            case JsonArray _ -> "[…]";
        };
    }

    private static String cut(String text, String quote) {
        if (text.length() <= KEPT) {
            return quote + StorableText.of(text) + quote;
        }
        boolean throughPair = Character.isSurrogatePair(text.charAt(KEPT - 1), text.charAt(KEPT));
        String kept = text.substring(0, throughPair ? KEPT - 1 : KEPT);
        return quote + StorableText.of(kept) + "…" + quote + " (" + text.length() + " characters)";
    }
}
