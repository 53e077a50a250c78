package clickstream.generate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.RejectReason;
import clickstream.event.SkipReason;
import clickstream.generate.EventGenerator.Settings;
import clickstream.generate.ExpectedValue.Loaded;
import clickstream.generate.ExpectedValue.ValueOutcome;
import clickstream.load.EventColumn;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class EventGeneratorTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    @Test
    void theSameSeedGivesTheSameBytes() {
        Settings settings = new Settings(7, HOUR, 2, 3_000, 0.3);
        List<GeneratedObject> first = new EventGenerator(settings).objects().toList();
        List<GeneratedObject> second = new EventGenerator(settings).objects().toList();
        assertThat(first).hasSameSizeAs(second);
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i).key()).isEqualTo(first.get(i).key());
            assertThat(second.get(i).bytes()).isEqualTo(first.get(i).bytes());
            assertThat(second.get(i).values()).isEqualTo(first.get(i).values());
        }
    }

    @Test
    void anHourDoesNotDependOnTheHoursBeforeIt() {
        List<String> alone = keys(new Settings(7, HOUR.plus(1), 1, 50, 0.3));
        List<String> both = keys(new Settings(7, HOUR, 2, 50, 0.3));
        assertThat(both).endsWith(alone.toArray(String[]::new));
        assertThat(keys(new Settings(8, HOUR.plus(1), 1, 50, 0.3))).doesNotContainAnyElementsOf(alone);
    }

    @Test
    void plainEventsAreOneAnObjectAndOfTheStatedSize() {
        List<GeneratedObject> objects =
                new EventGenerator(Settings.clean(1, HOUR, 5_000)).objects().toList();
        assertThat(objects).hasSize(5_000).allSatisfy(object -> {
            assertThat(object.values()).hasSize(1);
            assertThat(object.name()).matches("event-[0-9a-f-]{36}\\.json");
            String text = new String(object.bytes(), UTF_8);
            String body = text.substring(0, text.indexOf(",\"_ingest\"")) + "}";
            assertThat(body.getBytes(UTF_8).length).isBetween(600, 1_000);
            assertThat(documents(object.bytes())).isEqualTo(1);
        });
    }

    @Test
    void sessionsBehaveAsShoppersDo() {
        List<ClickstreamEvent> rows = rows(Settings.clean(3, HOUR, 20_000));
        Map<String, Long> byName =
                rows.stream().collect(Collectors.groupingBy(ClickstreamEvent::eventName, Collectors.counting()));
        assertThat(byName)
                .containsOnlyKeys(
                        "page_view",
                        "click",
                        "home_view",
                        "category_view",
                        "product_view",
                        "add_to_cart_click",
                        "add_to_cart",
                        "remove_from_cart_click",
                        "wishlist_toggle",
                        "share_click",
                        "login_open",
                        "login_success",
                        "logout",
                        "checkout_start",
                        "checkout_complete");
        assertThat(byName.get("product_view")).isBetween(6_000L, 10_000L);
        assertThat(byName.get("add_to_cart")).isBetween(300L, 3_000L);
        assertThat(byName.get("checkout_complete")).isBetween(50L, 1_000L);
        assertThat(rows.stream().map(ClickstreamEvent::sessionId).distinct().count())
                .isBetween(1_000L, 4_000L);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.userLoginState()).isIn("logged_in", "anonymous", "guest");
            assertThat(row.userId() != null).isEqualTo("logged_in".equals(row.userLoginState()));
            if (row.productPrice() != null) {
                assertThat(row.productPrice()).isBetween(190_000L, 57_990_000L);
            }
        });

        Map<String, List<String>> namesBySession = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> String.valueOf(row.sessionId()),
                        Collectors.mapping(ClickstreamEvent::eventName, Collectors.toList())));
        assertThat(namesBySession.values())
                .allSatisfy(names -> assertThat(names.getFirst()).isIn("home_view", "page_view"))
                .filteredOn(names -> names.contains("checkout_complete"))
                .isNotEmpty()
                .allSatisfy(names ->
                        assertThat(names).containsSubsequence("add_to_cart", "checkout_start", "checkout_complete"));
    }

    @Test
    void eventsAreReceivedInTheirHourOrJustBeforeIt() {
        List<ClickstreamEvent> rows = rows(Settings.clean(3, HOUR, 1_000));
        assertThat(rows.getFirst().eventTimestamp()).isEqualTo(HOUR.start().minusMillis(1));
        assertThat(rows.stream().skip(1))
                .allSatisfy(row -> assertThat(row.eventTimestamp())
                        .isBetween(HOUR.start(), HOUR.plus(1).start()));
        assertThat(new EventGenerator(Settings.usual(3, HOUR, 1_000)).objects())
                .allSatisfy(object -> assertThat(object.lastModified())
                        .isBetween(HOUR.start(), HOUR.plus(1).start()));
    }

    @Test
    void whatIsExpectedBalances() {
        Settings settings = new Settings(5, HOUR, 2, 20_000, 0.5);
        Expected expected = Expected.rows();
        new EventGenerator(settings).objects().forEach(expected);
        EventCounts events = expected.events();
        assertThat(events.read()).isEqualTo(40_000);
        assertThat(events.balance()).isTrue();
        assertThat(expected.objects().balance()).isTrue();
        assertThat(expected.table()).hasSize(Math.toIntExact(events.inserted()));
        assertThat(expected.table().values().stream().mapToInt(List::size).sum())
                .isEqualTo(Math.toIntExact(events.inserted() + events.duplicate()));
        assertThat(expected.table().values())
                .allSatisfy(alternatives -> assertThat(alternatives)
                        .allSatisfy(row -> assertThat(EventColumn.isDuplicate(row, alternatives.getFirst()))
                                .isTrue()));
        assertThat(expected.rejects())
                .containsOnlyKeys(
                        RejectReason.BAD_GZIP,
                        RejectReason.MALFORMED_JSON,
                        RejectReason.NOT_AN_OBJECT,
                        RejectReason.NO_EVENT,
                        RejectReason.SPREAD_BODY);
        assertThat(expected.skips()).containsOnlyKeys(SkipReason.values());
        assertThat(expected.issues()).hasSizeGreaterThan(10);
    }

    @Test
    void keysAreUnique() {
        List<String> keys = keys(new Settings(5, HOUR, 2, 20_000, 0.5));
        assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
    }

    @Test
    void whatIsNotRejectedIsJson() {
        new EventGenerator(new Settings(9, HOUR, 1, 10_000, 1))
                .objects()
                .filter(object -> object.bytes().length > 0 && object.bytes()[0] == '{')
                .filter(object ->
                        !object.values().isEmpty() && object.values().stream().allMatch(Loaded.class::isInstance))
                .forEach(object -> assertThat(documents(object.bytes()))
                        .as(object.key())
                        .isEqualTo(object.values().size()));
    }

    @Test
    void conflictsLieInTheObjectOfTheEventThatStays() {
        List<GeneratedObject> objects = new EventGenerator(new Settings(9, HOUR, 1, 10_000, 1))
                .objects()
                .toList();
        assertThat(objects)
                .filteredOn(object -> object.values().stream()
                        .anyMatch(
                                value -> value instanceof Loaded event && event.outcome() == ValueOutcome.CONFLICTING))
                .isNotEmpty()
                .allSatisfy(object -> assertThat(object.values().stream()
                                .map(Loaded.class::cast)
                                .map(Loaded::eventId)
                                .distinct())
                        .hasSize(1));
    }

    /** The value of RFC 9562's own example would need another namespace, so this one was computed by Python's uuid.uuid5. */
    @Test
    void derivesTheIdsThatTheContractStates() {
        assertThat(NameBasedUuid.of("1733500000000-1a2b3c4d"))
                .isEqualTo(UUID.fromString("f5ee501b-414f-5fe0-8268-56f37ab42a8e"));
    }

    @Test
    void aHundredThousandObjectsTakeSeconds() {
        long start = System.nanoTime();
        long bytes = new EventGenerator(Settings.usual(1, HOUR, 100_000))
                .objects()
                .mapToLong(object -> object.bytes().length)
                .sum();
        assertThat(bytes).isGreaterThan(100_000_000);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void aSyntheticHourIsSortedAndHasAnIdForEveryObject() {
        SyntheticHour hour = new SyntheticHour(HOUR, 100_000, 1);
        List<String> keys = IntStream.range(0, hour.size()).mapToObj(hour::key).toList();
        assertThat(keys).isSorted().doesNotHaveDuplicates();
        assertThat(keys.getLast()).startsWith(HOUR.prefix() + "event-ffff");
        Set<UUID> ids = IntStream.range(0, hour.size()).mapToObj(hour::eventId).collect(Collectors.toSet());
        assertThat(ids).hasSize(hour.size());
        assertThat(new String(hour.bytes(54_321), UTF_8))
                .contains("\"eventId\":\"%s\"".formatted(hour.eventId(54_321)));
        assertThat(hour.byteSize(54_321)).isEqualTo(hour.bytes(54_321).length);
        assertThat(documents(hour.bytes(99_999))).isEqualTo(1);
    }

    private static List<String> keys(Settings settings) {
        return new EventGenerator(settings).objects().map(GeneratedObject::key).toList();
    }

    private static List<ClickstreamEvent> rows(Settings settings) {
        return new EventGenerator(settings)
                .objects()
                .flatMap(object -> object.values().stream())
                .map(Loaded.class::cast)
                .map(Loaded::row)
                .toList();
    }

    /** How many JSON documents there are; fails where there is anything else. */
    private static int documents(byte[] bytes) {
        int documents = 0;
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), bytes)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    parser.skipChildren();
                }
                documents++;
            }
        }
        return documents;
    }
}
