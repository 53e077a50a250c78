package clickstream.ingest.events;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What {@code POST /events} asks of the members of an event that columns are taken from; of null and of all others nothing. */
enum EventField {
    /** A text. */
    TEXT,
    /** A text that is not too long. */
    ID,
    /** A time that the loader can read. */
    TIME,
    /** An object of the fields of a product. */
    PRODUCT,
    /** A text of an event that is its own product block. */
    FLAT_TEXT,
    /** A brand of such an event. */
    FLAT_BRAND,
    /** A price of such an event. */
    FLAT_PRICE;

    private static final Set<String> PRODUCT_IDS = Set.of("id", "product_id", "productId");

    private static final Map<String, EventField> BY_NAME = Stream.of(
                    named(TEXT, "eventName", "event_name", "pageUrl", "referrer", "userLoginState", "user_login_state"),
                    named(TEXT, "identitySource", "identity_source"),
                    named(ID, "eventId", "event_id", "userId", "user_id", "clientId", "client_id"),
                    named(ID, "sessionId", "session_id", "productId"),
                    named(TIME, "eventTimestamp", "event_timestamp"),
                    named(PRODUCT, "product", "context_product"),
                    named(FLAT_TEXT, "name", "product_name", "category", "product_category"),
                    named(FLAT_TEXT, "brandName", "product_brand", "urlPath", "product_url_path"),
                    named(FLAT_BRAND, "brand"),
                    named(FLAT_PRICE, "price", "product_price", "discountPrice", "product_discount_price"))
            .flatMap(each -> each)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private static Stream<Map.Entry<String, EventField>> named(EventField field, String... names) {
        return Stream.of(names).map(name -> Map.entry(name, field));
    }

    /** What a member of an event is; null where it is nothing that a column is taken from. */
    static @Nullable EventField named(String name) {
        return BY_NAME.get(name);
    }

    /** Whether it counts only where the event is its own product block. */
    boolean isFlat() {
        return this == FLAT_TEXT || this == FLAT_BRAND || this == FLAT_PRICE;
    }

    /** What is wrong with the value at the parser's place, which moves to the value's end; null where nothing is. */
    @Nullable
    EventFault fault(JsonParser json) {
        return switch (this) {
            case TEXT, FLAT_TEXT -> text(json);
            case ID -> id(json);
            case TIME -> EventTime.isReadable(json) ? null : EventFault.BAD_TIMESTAMP;
            case PRODUCT -> product(json);
            case FLAT_BRAND -> json.currentToken() == JsonToken.START_OBJECT ? null : text(json);
            case FLAT_PRICE -> price(json);
        };
    }

    /** What a member of a product block is. */
    private static @Nullable EventField ofProduct(String name) {
        if (PRODUCT_IDS.contains(name)) {
            return ID;
        }
        EventField field = named(name);
        return field != null && field.isFlat() ? field : null;
    }

    private static @Nullable EventFault product(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return EventFault.BAD_PRODUCT;
        }
        EventFault first = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            EventField field = ofProduct(json.currentName());
            boolean isNull = json.nextToken() == JsonToken.VALUE_NULL;
            if (first == null && field != null && !isNull) {
                first = field.fault(json);
            }
            json.skipChildren();
        }
        return first;
    }

    private static @Nullable EventFault text(JsonParser json) {
        return json.currentToken() == JsonToken.VALUE_STRING ? null : EventFault.NOT_TEXT;
    }

    private static @Nullable EventFault id(JsonParser json) {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            return EventFault.NOT_TEXT;
        }
        String id = json.getString();
        return id.codePointCount(0, id.length()) > EventCheck.MOST_CHARACTERS_OF_ID ? EventFault.LONG_ID : null;
    }

    /** By its characters: what it comes to may take a gigabyte to write. */
    private static @Nullable EventFault price(JsonParser json) {
        if (!json.currentToken().isNumeric()) {
            return EventFault.BAD_PRICE;
        }
        String number = json.getString();
        int exponent = number.toLowerCase(Locale.ROOT).indexOf('e');
        String digits = exponent < 0 ? number : number.substring(0, exponent);
        boolean isNegative = number.startsWith("-") && digits.chars().anyMatch(each -> each >= '1' && each <= '9');
        return isNegative ? EventFault.BAD_PRICE : null;
    }
}
