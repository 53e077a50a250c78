package clickstream.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.ClickstreamEvent;
import clickstream.testing.LoaderProcess;
import clickstream.testing.LoaderProcess.Result;
import clickstream.testing.StoredEvents;
import clickstream.testing.TestingBrowser;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingIngest;
import clickstream.testing.TestingPages;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole way: somebody clicks in a real browser, on a page of a shop that takes the publisher from the ingest; the ingest stores, the
 * program loads, and each event is the row that it must be. Once for each domain event of both shops, of which one writes a product into
 * the event itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FromClickToRowTest {

    private static final JsonMapper JSON = new JsonMapper();

    /** A button for each event of each shop. */
    private static final Path SHOP = Path.of("src", "test", "resources", "clickstream", "e2e", "every-event.html");

    private static final String ONE_SCRIPT_TAG = """
            <!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Cửa hàng</title>
            <script type="module" src="INGEST/clickstream.js" data-endpoint="INGEST/clickstream"></script>
            <button>Mua bằng một thẻ</button>""";

    // First: where there is no browser there need be no servers.
    private final TestingBrowser browser = TestingBrowser.start();
    private final TestingS3 s3 = TestingS3.start();
    private final TestingIngest ingest = TestingIngest.start(s3.environment(), Map.of());
    private final TestingDatabase database = TestingPostgres.shared().database();
    private final Map<UUID, JsonNode> stored = new HashMap<>();
    private final List<UUID> made = new ArrayList<>();
    private Map<UUID, ClickstreamEvent> rows = Map.of();
    private String client = "";
    private String session = "";

    @BeforeAll
    void clickEverywhereThenLoad() throws IOException, InterruptedException {
        try (TestingPages pages = TestingPages.start(
                Map.of("/", Files.readString(SHOP), "/tag", ONE_SCRIPT_TAG),
                "INGEST",
                ingest.address().toString())) {
            browser.open(pages.address());
            browser.await("window.isReady");
            for (String shop : List.of("nested", "flat")) {
                for (Call call : Call.values()) {
                    browser.click("#%s-%s".formatted(shop, call.helper));
                }
            }
            // The publisher finds the session of the tabs before it.
            browser.await("made.length > 60");
            browser.evaluate("made").forEach(id -> made.add(UUID.fromString(id.asString())));
            client = browser.evaluate("localStorage.sbw_clickstream_client_id").asString();
            session = browser.evaluate("localStorage.sbw_clickstream_session.split(' ')[0]")
                    .asString();
            browser.open(pages.address().resolve("/tag"));
            browser.click("button");
            for (String line : StoredEvents.await(s3, made.size() + 2)) {
                JsonNode event = JSON.readTree(line);
                stored.put(UUID.fromString(event.path("eventId").asString()), event);
            }
            assertThat(browser.console()).isEmpty();
        }
        load();
        rows = new Tables(JdbcClient.create(database.dataSource())).events();
    }

    @AfterAll
    void stop() {
        browser.close();
        database.close();
        ingest.close();
        s3.close();
    }

    @Test
    void whatWasMadeIsStoredAndLoadedAndNothingElse() {
        assertThat(made).doesNotHaveDuplicates().hasSize(1 + 2 * 2 * Call.values().length);
        assertThat(stored.keySet()).containsAll(made).hasSize(made.size() + 2);
        assertThat(rows.keySet()).isEqualTo(stored.keySet());
    }

    @Test
    void anObjectHoldsTheEventWithItsProductAndWhatTheIngestKnows() {
        JsonNode view = stored.values().stream()
                .filter(event -> event.path("eventName").asString().equals("product_view"))
                .filter(event -> event.has("product"))
                .findAny()
                .orElseThrow();

        assertThat(view.path("product").toString())
                .isEqualTo(
                        "{\"id\":\"p-1\",\"name\":\"Áo thun cổ tròn\",\"category\":\"Áo\",\"brand\":\"Mây\",\"price\":199000,"
                                + "\"discountPrice\":149000,\"urlPath\":\"/san-pham/ao-thun\"}");
        JsonNode ingested = view.path("_ingest");
        assertThat(ingested.path("sourceIp").asString()).isEqualTo("127.0.0.1");
        assertThat(ingested.path("userAgent").asString()).contains("Chrome");
        assertThat(ingested.path("method").asString()).isEqualTo("POST");
        assertThat(Instant.parse(ingested.path("receivedAt").asString()))
                .isBetween(Instant.parse(view.path("sentAt").asString()).minusSeconds(1), Instant.now());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nested", "flat"})
    void eachDomainEventIsTheRowThatItMustBe(String shop) {
        int first = shop.equals("nested") ? 1 : 1 + 2 * Call.values().length;
        List<ClickstreamEvent> expected = new ArrayList<>();
        for (Call call : Call.values()) {
            expected.add(row(first + expected.size(), "click", call == Call.LOGOUT, Subject.NONE));
            expected.add(row(first + expected.size(), call.event, call.isOfUser(), call.subject));
        }

        assertThat(IntStream.range(0, expected.size()).mapToObj(index -> rows.get(made.get(first + index))))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void thePageThatWasOpenedIsTheFirstRow() {
        assertThat(rows.get(made.getFirst())).isEqualTo(row(0, "page_view", false, Subject.NONE));
    }

    @Test
    void oneScriptTagIsEnough() {
        assertThat(stored.values().stream()
                        .filter(event -> event.path("pageUrl").asString().endsWith("/tag"))
                        .map(event -> "%s %s %s"
                                .formatted(
                                        event.path("eventName").asString(),
                                        event.path("clientId").asString(),
                                        event.path("element").path("text").asString(""))))
                .containsExactlyInAnyOrder(
                        "page_view %s ".formatted(client), "click %s Mua bằng một thẻ".formatted(client));
    }

    /** The row of an event that was made by this visitor, in their first session. */
    private ClickstreamEvent row(int index, String name, boolean loggedIn, Subject subject) {
        UUID id = made.get(index);
        boolean whole = subject == Subject.PRODUCT;
        return new ClickstreamEvent(
                id,
                Instant.parse(stored.getOrDefault(id, JSON.nullNode())
                        .path("_ingest")
                        .path("receivedAt")
                        .asString()),
                name,
                loggedIn ? "u-1" : null,
                loggedIn ? "logged_in" : "anonymous",
                null,
                client,
                session,
                true,
                whole ? "p-1" : null,
                whole ? "Áo thun cổ tròn" : null,
                subject == Subject.NONE ? null : "Áo",
                whole ? "Mây" : null,
                whole ? Long.valueOf(199_000) : null,
                whole ? Long.valueOf(149_000) : null,
                whole ? "/san-pham/ao-thun" : null);
    }

    private void load() {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        s3.keys("events/").stream()
                .map(key -> key.replaceFirst("events/(\\d+)/(\\d+)/(\\d+)/(\\d+)/.*", "$1-$2-$3T$4"))
                .distinct()
                .forEach(hour -> {
                    Result result = LoaderProcess.with(environment).run("load", "--hour", hour);
                    assertThat(result.exitCode()).as(result.err()).isZero();
                });
    }

    /** What of a product an event has. */
    private enum Subject {
        NONE,
        CATEGORY,
        PRODUCT
    }

    /** The calls that a shop makes, in the order of its buttons. */
    private enum Call {
        CLICK("click", "click", Subject.NONE),
        PAGE_VIEW("pageView", "page_view", Subject.NONE),
        HOME_VIEW("homeView", "home_view", Subject.NONE),
        CATEGORY_VIEW("categoryView", "category_view", Subject.CATEGORY),
        PRODUCT_VIEW("productView", "product_view", Subject.PRODUCT),
        ADD_TO_CART_CLICK("addToCartClick", "add_to_cart_click", Subject.PRODUCT),
        ADD_TO_CART("addToCart", "add_to_cart", Subject.PRODUCT),
        REMOVE_FROM_CART_CLICK("removeFromCartClick", "remove_from_cart_click", Subject.PRODUCT),
        WISHLIST_TOGGLE("wishlistToggle", "wishlist_toggle", Subject.PRODUCT),
        SHARE_CLICK("shareClick", "share_click", Subject.PRODUCT),
        LOGIN_OPEN("loginOpen", "login_open", Subject.NONE),
        LOGIN_SUCCESS("loginSuccess", "login_success", Subject.NONE),
        LOGOUT("logout", "logout", Subject.NONE),
        CHECKOUT_START("checkoutStart", "checkout_start", Subject.NONE),
        CHECKOUT_COMPLETE("checkoutComplete", "checkout_complete", Subject.NONE);

        private final String helper;
        private final String event;
        private final Subject subject;

        Call(String helper, String event, Subject subject) {
            this.helper = helper;
            this.event = event;
            this.subject = subject;
        }

        /** A login is the first event of a user, a logout the last one. */
        boolean isOfUser() {
            return this == LOGIN_SUCCESS || this == LOGOUT;
        }
    }
}
