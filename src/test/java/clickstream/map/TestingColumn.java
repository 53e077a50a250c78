package clickstream.map;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventIssue;
import clickstream.event.Hour;
import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.ListedObject;
import clickstream.event.MappedEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One column in tests.
 *
 * @param id what its events have as {@code event_id}; empty where the test is about it
 */
record TestingColumn(String name, String id, Function<ClickstreamEvent, @Nullable Object> value) {

    static final Instant LAST_MODIFIED = Instant.parse("2026-11-20T13:05:00.5Z");

    private static final Map<String, Function<ClickstreamEvent, @Nullable Object>> COLUMNS = Map.ofEntries(
            Map.entry("event_id", ClickstreamEvent::eventId),
            Map.entry("event_timestamp", ClickstreamEvent::eventTimestamp),
            Map.entry("event_name", ClickstreamEvent::eventName),
            Map.entry("user_id", ClickstreamEvent::userId),
            Map.entry("user_login_state", ClickstreamEvent::userLoginState),
            Map.entry("identity_source", ClickstreamEvent::identitySource),
            Map.entry("client_id", ClickstreamEvent::clientId),
            Map.entry("session_id", ClickstreamEvent::sessionId),
            Map.entry("is_first_visit", ClickstreamEvent::isFirstVisit),
            Map.entry("context_product_id", ClickstreamEvent::productId),
            Map.entry("context_product_name", ClickstreamEvent::productName),
            Map.entry("context_product_category", ClickstreamEvent::productCategory),
            Map.entry("context_product_brand", ClickstreamEvent::productBrand),
            Map.entry("context_product_price", ClickstreamEvent::productPrice),
            Map.entry("context_product_discount_price", ClickstreamEvent::productDiscountPrice),
            Map.entry("context_product_url_path", ClickstreamEvent::productUrlPath));

    static TestingColumn named(String name) {
        String id = name.equals("event_id") ? "" : "\"event_id\": \"11111111-2222-3333-4444-555555555555\"";
        return new TestingColumn(name, id, Objects.requireNonNull(COLUMNS.get(name), name));
    }

    static ListedObject object(String name) {
        return new ListedObject(Hour.parse("2026-11-20T13"), name, "etag", 800, LAST_MODIFIED);
    }

    static MappedEvent map(String json) {
        return new EventMapper().map(TestingJson.object(json), object("batch.json"), 0, true);
    }

    /**
     * An event with these members, and nothing else, has this value in this column and these issues.
     *
     * @param members JSON without the braces around it; null for none
     * @param expected as text; null for SQL's NULL
     * @param issues as {@link #issues} writes them; null for none
     */
    void holds(@Nullable String members, @Nullable String expected, @Nullable String issues) {
        assertHolds(map(json(members)), expected, issues);
    }

    void assertHolds(MappedEvent mapped, @Nullable String expected, @Nullable String issues) {
        Object actual = value.apply(mapped.row());
        assertThat(actual == null ? null : actual.toString()).isEqualTo(expected);
        assertThat(issues(mapped)).isEqualTo(issues == null ? "" : issues);
    }

    /** An event with this value as its member of that name. */
    MappedEvent mapped(String member, JsonValue memberValue, @Nullable String otherMembers) {
        Map<String, JsonValue> members =
                new LinkedHashMap<>(TestingJson.object(json(otherMembers)).members());
        members.put(member, memberValue);
        return new EventMapper().map(new JsonObject(members), object("batch.json"), 0, true);
    }

    /** As in {@code not_integral: product.price = 19.99 ; …}, with the field in front where it is not this column. */
    private String issues(MappedEvent mapped) {
        return mapped.issues().stream().map(this::issue).collect(Collectors.joining(" ; "));
    }

    private String issue(EventIssue issue) {
        String field = issue.field().equals(name) ? "" : issue.field() + " ";
        return field + issue.reason().code() + ": " + issue.detail();
    }

    private String json(@Nullable String members) {
        String comma = id.isEmpty() || members == null ? "" : ", ";
        return "{" + id + comma + (members == null ? "" : members) + "}";
    }
}
