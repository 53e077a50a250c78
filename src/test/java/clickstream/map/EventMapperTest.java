package clickstream.map;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventIssue;
import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.event.MappedEvent;
import clickstream.event.ParsedValue.Event;
import clickstream.parse.ObjectParser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventMapperTest {

    private static final List<String> NAMES = List.of(
            "event_id eventId event_timestamp eventTimestamp eventName event_name userId user_id userLoginState user_login_state "
                    .concat(
                            "identity_source identitySource clientId client_id sessionId session_id isFirstVisit is_first_visit ")
                    .concat(
                            "product context_product productId id product_id name product_name category product_category ")
                    .concat(
                            "brand brandName product_brand title price product_price discountPrice product_discount_price ")
                    .concat("urlPath product_url_path _ingest receivedAt")
                    .split(" "));

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "\0",
            "a\0b",
            "\uD83D",
            "\uDE00\uD83D",
            "😀",
            "null",
            "undefined",
            "true",
            "off",
            "ye\u017f",
            "00000000-0000-0000-0000-000000000000",
            "{11111111222233334444555555555555}",
            "190000",
            " 1.2e3 ",
            "19.99",
            "1,299.00",
            "1e999999999",
            "2026-11-20T13:00:00Z",
            "2026-11-20",
            "Fri, 20 Nov 2026 13:04:59 GMT",
            "1795179899123",
            "+999999999-12-31T23:59:59.999999999-18:00",
            "9999-12-31",
            "{",
            "}",
            "-",
            "\uFEFF",
            "\r\n",
            "'; drop table");

    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-0",
            "0.0",
            "19.99",
            "190000",
            "1e3",
            "1e400",
            "-1e999999999",
            "1e-999999999",
            "0e99999999999999999999",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "1795179899",
            "1795179899123.4567",
            "1e99999999999999999999",
            "31556889864403200",
            "31556889864403199e9",
            "-31557014167219201");

    @Test
    void anEventOfTheBrowserIsARow() {
        MappedEvent mapped = TestingColumn.map("""
                {"eventName": "product_view", "eventId": "4F0E2C1A-9B7D-4E55-8A63-0D1C2B3A4F5E", "pageUrl": "https://shop.vn/p/1",
                 "referrer": "", "userId": "u-1", "userLoginState": "logged_in", "identity_source": "cookie", "clientId": "c-1",
                 "sessionId": "s-1", "isFirstVisit": false, "element": {"tag": "a", "id": "x"},
                 "product": {"id": 1001, "name": "Điện thoại", "category": "phone", "brand": {"name": "Samsung"}, "price": 57990000,
                             "discountPrice": "55990000", "urlPath": "/p/1"},
                 "_ingest": {"receivedAt": "2026-11-20T13:04:59.123Z", "sourceIp": "203.0.113.7"}}
                """);
        assertThat(mapped)
                .isEqualTo(new MappedEvent(
                        new ClickstreamEvent(
                                UUID.fromString("4f0e2c1a-9b7d-4e55-8a63-0d1c2b3a4f5e"),
                                Instant.parse("2026-11-20T13:04:59.123Z"),
                                "product_view",
                                "u-1",
                                "logged_in",
                                "cookie",
                                "c-1",
                                "s-1",
                                false,
                                "1001",
                                "Điện thoại",
                                "phone",
                                "Samsung",
                                57990000L,
                                55990000L,
                                "/p/1"),
                        List.of()));
    }

    @Test
    void anEventOfTheFlatFrontEndIsARow() {
        MappedEvent mapped = TestingColumn.map("""
                {"event_name": "add_to_cart", "event_id": "4f0e2c1a9b7d4e558a630d1c2b3a4f5e", "eventTimestamp": 1795179899123,
                 "user_id": "u-1", "user_login_state": "guest", "identitySource": "login", "client_id": "c-1", "session_id": "s-1",
                 "is_first_visit": 1, "id": "form-7", "productId": "1001", "name": "Sữa", "category": "milk", "brand": "Vinamilk",
                 "price": 190000, "discountPrice": null, "urlPath": "/p/1"}
                """);
        assertThat(mapped)
                .isEqualTo(new MappedEvent(
                        new ClickstreamEvent(
                                UUID.fromString("4f0e2c1a-9b7d-4e55-8a63-0d1c2b3a4f5e"),
                                Instant.parse("2026-11-20T13:04:59.123Z"),
                                "add_to_cart",
                                "u-1",
                                "guest",
                                "login",
                                "c-1",
                                "s-1",
                                true,
                                "1001",
                                "Sữa",
                                "milk",
                                "Vinamilk",
                                190000L,
                                null,
                                "/p/1"),
                        List.of()));
    }

    @Test
    void anEventOfWhichNothingIsKnownIsARow() {
        MappedEvent mapped = TestingColumn.map("{\"a\": 1}");
        assertThat(mapped.row())
                .isEqualTo(new ClickstreamEvent(
                        UUID.fromString("04c4242e-b880-5171-b2c0-e41c086156ea"),
                        TestingColumn.LAST_MODIFIED,
                        "unknown",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
        assertThat(mapped.issues()).extracting(EventIssue::field).containsExactly("event_id");
    }

    @Test
    void everyIssueNamesItsColumn() {
        MappedEvent mapped = TestingColumn.map("""
                {"event_id": [], "_ingest": {"receivedAt": []}, "eventName": [], "userId": [], "userLoginState": [],
                 "identity_source": [], "clientId": [], "sessionId": [], "isFirstVisit": [], "product": [], "context_product":
                 {"id": [], "name": [], "category": [], "brand": [], "price": [], "discountPrice": [], "urlPath": []}}
                """);
        assertThat(mapped.issues())
                .extracting(issue -> issue.field() + " " + issue.reason().code() + ": " + issue.detail())
                .containsExactlyInAnyOrder(
                        "event_id id_missing: event_id = […]",
                        "event_timestamp bad_timestamp: _ingest.receivedAt = […]",
                        "event_name no_event_name: eventName = […]",
                        "user_id not_scalar: userId = […]",
                        "user_login_state not_scalar: userLoginState = […]",
                        "identity_source not_scalar: identity_source = […]",
                        "client_id not_scalar: clientId = […]",
                        "session_id not_scalar: sessionId = […]",
                        "is_first_visit not_boolean: isFirstVisit = […]",
                        "product not_an_object: product = […]",
                        "context_product_id not_scalar: context_product.id = […]",
                        "context_product_name not_scalar: context_product.name = […]",
                        "context_product_category not_scalar: context_product.category = […]",
                        "context_product_brand not_scalar: context_product.brand = […]",
                        "context_product_price not_a_number: context_product.price = […]",
                        "context_product_discount_price not_a_number: context_product.discountPrice = […]",
                        "context_product_url_path not_scalar: context_product.urlPath = […]");
    }

    /** The parser keeps no others. */
    @Test
    void theSourceNamesAreThoseThatAreAskedFor() {
        Set<String> asked = new HashSet<>();
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            new EventMapper().map(recording(object(random, 3), asked), TestingColumn.object("batch.json"), 0, true);
        }
        assertThat(EventMapper.SOURCE_NAMES).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void whatTheParserKeepsIsAllThatCounts(long seed) {
        Random random = new Random(seed);
        ObjectParser parser = new ObjectParser(16_000_000, EventMapper.SOURCE_NAMES);
        for (int i = 0; i < 500; i++) {
            JsonObject event = object(random, 4);
            byte[] stored =
                    ("{\"z\":1," + json(event).substring(1)).replace(",}", "}").getBytes(StandardCharsets.UTF_8);
            assertThat(parser.values(stored).next())
                    .isInstanceOfSatisfying(
                            Event.class,
                            parsed -> assertThat(map(parsed.body())).isEqualTo(map(event)));
        }
    }

    private static MappedEvent map(JsonObject event) {
        return new EventMapper().map(event, TestingColumn.object("batch.json"), 0, true);
    }

    /** A copy that notes, at every level, which members are asked for. */
    private static JsonObject recording(JsonObject object, Set<String> asked) {
        Map<String, JsonValue> members = new HashMap<>();
        object.members()
                .forEach((name, value) ->
                        members.put(name, value instanceof JsonObject inner ? recording(inner, asked) : value));
        return new JsonObject(new AbstractMap<>() {
            @Override
            public @Nullable JsonValue get(@Nullable Object name) {
                asked.add(String.valueOf(name));
                return members.get(name);
            }

            @Override
            public Set<Entry<String, JsonValue>> entrySet() {
                return members.entrySet();
            }
        });
    }

    private static String json(JsonValue value) {
        return switch (value) {
            case JsonObject(var members) ->
                members.entrySet().stream()
                        .map(member -> json(new JsonString(member.getKey())) + ":" + json(member.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case JsonArray _ -> "[{\"name\":[1]}]";
            case JsonString(String text) ->
                text.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining("", "\"", "\""));
            case JsonNumber(String literal) -> literal;
            case JsonBoolean literal -> literal == JsonBoolean.TRUE ? "true" : "false";
            case JsonNull _ -> "null";
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261120, -7})
    void anyObjectIsAStorableRowAndAlwaysTheSame(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            JsonObject event = object(random, 3);
            int index = random.nextInt(3);
            boolean only = random.nextBoolean();
            String name = "event-%s.json".formatted(new UUID(random.nextLong(), random.nextLong()));
            MappedEvent mapped = new EventMapper().map(event, TestingColumn.object(name), index, only);
            assertThat(mapped.row().eventTimestamp())
                    .isEqualTo(mapped.row().eventTimestamp().truncatedTo(ChronoUnit.MICROS))
                    .isBetween("2000-01-01T00:00:00Z", "2026-11-21T13:05:00.5Z");
            assertThat(mapped.row().eventName()).isNotBlank();
            assertThat(mapped.row().eventId()).isNotEqualTo(new UUID(0, 0));
            assertThat(texts(mapped)).allMatch(EventMapperTest::isStorable);
            assertThat(new EventMapper().map(event, TestingColumn.object(name), index, only))
                    .isEqualTo(mapped);
        }
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({"tr-TR, Asia/Ho_Chi_Minh", "ar-EG-u-nu-arab, Pacific/Apia", "th-TH-u-ca-buddhist, America/St_Johns"})
    void neitherTheLocaleNorTheTimeZoneMatters(String locale, String zone) {
        String json = """
                {"event_id": "ABCDEFAB-2222-3333-4444-55555555555I", "eventTimestamp": "2026-11-20T02:30:00", "isFirstVisit": "TRUE",
                 "product": {"price": "190000"}, "_ingest": {"receivedAt": "Fri, 20 Nov 2026 24:00:00 GMT"}}
                """;
        MappedEvent expected = TestingColumn.map(json);
        Locale usualLocale = Locale.getDefault();
        TimeZone usualZone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(locale));
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            assertThat(TestingColumn.map(json)).isEqualTo(expected);
        } finally {
            Locale.setDefault(usualLocale);
            TimeZone.setDefault(usualZone);
        }
        assertThat(expected.row().eventTimestamp()).isEqualTo("2026-11-20T02:30:00Z");
    }

    private static Stream<String> texts(MappedEvent mapped) {
        ClickstreamEvent row = mapped.row();
        return Stream.concat(
                Stream.of(
                                row.eventName(),
                                row.userId(),
                                row.userLoginState(),
                                row.identitySource(),
                                row.clientId(),
                                row.sessionId(),
                                row.productId(),
                                row.productName(),
                                row.productCategory(),
                                row.productBrand(),
                                row.productUrlPath())
                        .filter(Objects::nonNull),
                mapped.issues().stream().map(EventIssue::detail));
    }

    private static boolean isStorable(String text) {
        return text.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static JsonObject object(Random random, int depth) {
        Map<String, JsonValue> members = new HashMap<>();
        for (int i = random.nextInt(NAMES.size()); i > 0; i--) {
            members.put(any(random, NAMES), value(random, depth - 1));
        }
        return new JsonObject(members);
    }

    private static JsonValue value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> JsonNull.NULL;
            case 1 -> random.nextBoolean() ? JsonBoolean.TRUE : JsonBoolean.FALSE;
            case 2 -> new JsonNumber(any(random, NUMBERS));
            case 3, 4 -> new JsonString(any(random, TEXTS));
            case 5 -> new JsonString(any(random, TEXTS) + any(random, TEXTS));
            case 6 -> JsonArray.ARRAY;
            default -> object(random, depth);
        };
    }

    private static String any(Random random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
