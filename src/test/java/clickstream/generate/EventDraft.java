package clickstream.generate;

import clickstream.event.ClickstreamEvent;
import clickstream.event.IssueReason;
import clickstream.generate.ExpectedValue.Issue;
import clickstream.generate.ExpectedValue.Loaded;
import clickstream.generate.ExpectedValue.ValueOutcome;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that is being written: its JSON, member by member, and the row that it means, column by column. Who changes one changes the
 * other. Not thread-safe.
 */
final class EventDraft {

    private static final String SITE = "https://www.dienmay.example";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private static final int LEAST_BODY_BYTES = 600;
    private static final int MOST_BODY_BYTES = 1_000;

    /** As JavaScript's {@code toISOString} writes it. */
    private static final DateTimeFormatter ISO_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private static final List<String> BUTTONS = List.of(
            "Xem thêm", "Mua ngay", "Trả góp 0%", "So sánh", "Đánh giá", "Khuyến mãi hôm nay", "Tìm cửa hàng gần bạn");

    /** What the browser sent: names and the JSON of their values. */
    private final Map<String, String> body = new LinkedHashMap<>();

    /** The product's members: within {@code product}, or of the body itself where the front end nests nothing. */
    private final Map<String, String> product = new LinkedHashMap<>();

    private final Map<String, String> ingest = new LinkedHashMap<>();
    private final List<Issue> issues = new ArrayList<>();
    private final boolean flat;
    private final boolean hasProduct;

    /** The id; null where it comes from the object's name or key. */
    private @Nullable UUID eventId;

    /** The time; null where it is that of the object. */
    private @Nullable Instant timestamp;

    /** What the second front end says itself. */
    private final @Nullable Instant eventTimestamp;

    private String eventName;
    private @Nullable String userId;
    private final String userLoginState;
    private final @Nullable String identitySource;
    private final String clientId;
    private final String sessionId;
    private @Nullable Boolean isFirstVisit;
    private @Nullable String productId;
    private @Nullable String productName;
    private @Nullable String productCategory;
    private @Nullable String productBrand;
    private @Nullable Long productPrice;
    private @Nullable Long productDiscountPrice;
    private @Nullable String productUrlPath;

    EventDraft(Random random, Session session, Instant receivedAt) {
        Session.Step step = session.next();
        Product shown = step.product();
        flat = session.isSecondFrontEnd();
        hasProduct = shown != null;
        UUID id = Session.uuid(random);
        eventId = id;
        timestamp = receivedAt;
        eventName = step.eventName();
        userId = session.userId();
        userLoginState = session.loginState();
        clientId = session.clientId();
        sessionId = session.sessionId();
        isFirstVisit = session.isFirstVisit();
        identitySource = flat ? (userId == null ? "cookie" : "login") : null;
        eventTimestamp = flat ? receivedAt.minusMillis(20 + random.nextInt(2_000)) : null;

        body.put("eventName", Json.string(eventName));
        body.put("eventId", Json.string(id.toString()));
        String page = shown == null ? "/" + eventName.replace('_', '-') : shown.urlPath();
        body.put("pageUrl", Json.string(SITE + page + "?utm_source=zalo&utm_medium=cpc"));
        body.put("referrer", Json.string(random.nextInt(3) == 0 ? "" : "https://www.google.com.vn/"));
        body.put("userId", userId == null ? "null" : Json.string(userId));
        body.put("userLoginState", Json.string(userLoginState));
        body.put("clientId", Json.string(clientId));
        body.put("sessionId", Json.string(sessionId));
        body.put("isFirstVisit", Boolean.toString(session.isFirstVisit()));
        if (identitySource != null) {
            body.put("identitySource", Json.string(identitySource));
        }
        if (eventTimestamp != null) {
            body.put(
                    "eventTimestamp",
                    random.nextBoolean()
                            ? Long.toString(eventTimestamp.toEpochMilli())
                            : Json.string(ISO_MILLIS.format(eventTimestamp)));
        }
        if (shown != null) {
            show(shown);
        } else if (eventName.equals("click")) {
            String text = BUTTONS.get(random.nextInt(BUTTONS.size()));
            Map<String, String> element = new LinkedHashMap<>();
            element.put("tag", "\"button\"");
            element.put("id", Json.string(Catalogue.slug(text)));
            element.put("role", "\"button\"");
            element.put("text", Json.string(text));
            element.put("dataset", "{\"position\":\"%d\"}".formatted(random.nextInt(12)));
            body.put("element", Json.object(element));
        }
        receive(random, session, receivedAt);
        fill(random);
    }

    /** The same event, delivered a second time. */
    private EventDraft(EventDraft first, Random random, Instant receivedAt) {
        body.putAll(first.body);
        product.putAll(first.product);
        ingest.putAll(first.ingest);
        ingest.put("receivedAt", Json.string(ISO_MILLIS.format(receivedAt)));
        ingest.put("requestId", Json.string(Session.uuid(random).toString()));
        flat = first.flat;
        hasProduct = first.hasProduct;
        eventId = first.eventId;
        timestamp = receivedAt;
        eventTimestamp = first.eventTimestamp;
        eventName = first.eventName;
        userId = first.userId;
        userLoginState = first.userLoginState;
        identitySource = first.identitySource;
        clientId = first.clientId;
        sessionId = first.sessionId;
        isFirstVisit = first.isFirstVisit;
        productId = first.productId;
        productName = first.productName;
        productCategory = first.productCategory;
        productBrand = first.productBrand;
        productPrice = first.productPrice;
        productDiscountPrice = first.productDiscountPrice;
        productUrlPath = first.productUrlPath;
    }

    EventDraft deliveredAgain(Random random, Instant receivedAt) {
        return new EventDraft(this, random, receivedAt);
    }

    boolean hasProduct() {
        return hasProduct;
    }

    boolean isFlat() {
        return flat;
    }

    /** The event as JSON, with its {@code _ingest} block, on one line. */
    String json() {
        Map<String, String> all = new LinkedHashMap<>(written());
        all.put("_ingest", ingestJson());
        return Json.object(all);
    }

    /** The event as its page sends it: without an {@code _ingest} block. */
    String sentJson() {
        return Json.object(written());
    }

    String ingestJson() {
        return Json.object(ingest);
    }

    /**
     * What a loader must make of it.
     *
     * @param idOfObject the UUID of an event without an id whose object holds nothing else; null where the object holds more
     */
    Loaded expected(int index, String key, @Nullable UUID idOfObject, ValueOutcome outcome) {
        UUID id = eventId;
        if (id == null) {
            id = idOfObject != null ? idOfObject : NameBasedUuid.of(key + "#" + index);
        }
        ClickstreamEvent row = new ClickstreamEvent(
                id,
                timestamp == null ? Instant.EPOCH : timestamp,
                eventName,
                userId,
                userLoginState,
                identitySource,
                clientId,
                sessionId,
                isFirstVisit,
                productId,
                productName,
                productCategory,
                productBrand,
                productPrice,
                productDiscountPrice,
                productUrlPath);
        return new Loaded(index, row, timestamp == null, outcome, List.copyOf(issues));
    }

    // The oddities. Each leaves an event that is loaded.

    void writeNoId() {
        body.remove("eventId");
        eventId = null;
        issue("event_id", IssueReason.ID_MISSING);
    }

    /** As a library writes it that spells "no id" with a word, or leaves the field empty. */
    void writeUnusableId(String json) {
        writeNoId();
        body.put("eventId", json);
    }

    /** As browsers without {@code crypto.randomUUID} send it. */
    void writeHomemadeId(Random random) {
        String id = "%d-%08x".formatted(1_733_500_000_000L + random.nextInt(), random.nextInt());
        body.put("eventId", Json.string(id));
        eventId = NameBasedUuid.of(id);
        issue("event_id", IssueReason.ID_DERIVED);
    }

    void writeIdInUpperCase() {
        body.computeIfPresent("eventId", (_, json) -> json.toUpperCase(Locale.ROOT));
    }

    /** Takes the id of another event, so that the two are in conflict. */
    void takeIdOf(EventDraft other) {
        body.put("eventId", other.body.getOrDefault("eventId", "null"));
        eventId = other.eventId;
    }

    void writeNoName() {
        body.remove("eventName");
        eventName = "unknown";
    }

    void writeBlankName() {
        body.put("eventName", "\" \\t\"");
        eventName = "unknown";
        issue("event_name", IssueReason.NO_EVENT_NAME);
    }

    /** A name that no event of a session has: makes two events differ for certain. */
    void writeName(String name) {
        body.put("eventName", Json.string(name));
        eventName = name;
    }

    void writeNoReceivedAt() {
        ingest.remove("receivedAt");
        timestamp = eventTimestamp;
    }

    void writeBadReceivedAt() {
        ingest.put("receivedAt", "\"hôm qua\"");
        timestamp = eventTimestamp;
        issue("event_timestamp", IssueReason.BAD_TIMESTAMP);
    }

    void writeImplausibleReceivedAt() {
        ingest.put("receivedAt", "\"1970-01-01T00:00:00.000Z\"");
        timestamp = eventTimestamp;
        issue("event_timestamp", IssueReason.IMPLAUSIBLE_TIMESTAMP);
    }

    void writeUserIdAsNumber(Random random) {
        String digits = Long.toString(9_007_199_254_740_993L + random.nextInt(1_000_000));
        body.put("userId", digits);
        userId = digits;
    }

    void writeFirstVisitAsText() {
        body.put("isFirstVisit", "\"Yes\"");
        isFirstVisit = true;
    }

    void writeFirstVisitInDoubt() {
        body.put("isFirstVisit", "\"có lẽ\"");
        isFirstVisit = null;
        issue("is_first_visit", IssueReason.NOT_BOOLEAN);
    }

    void writePriceAsText() {
        product.computeIfPresent("price", (_, digits) -> "\" " + digits + "\"");
    }

    void writePriceWithCommas() {
        product.put("price", "\"1,299.00\"");
        productPrice = null;
        issue("context_product_price", IssueReason.NOT_A_NUMBER);
    }

    void writePriceWithCents() {
        product.put("price", "19.99");
        productPrice = null;
        issue("context_product_price", IssueReason.NOT_INTEGRAL);
    }

    void writeHugeDiscountPrice() {
        product.put("discountPrice", "1e20");
        productDiscountPrice = null;
        issue("context_product_discount_price", IssueReason.OUT_OF_RANGE);
    }

    void writeBrandAsObject() {
        product.computeIfPresent("brand", (_, brand) -> "{\"id\":7,\"name\":" + brand + "}");
    }

    void writeCategoryAsArray() {
        product.computeIfPresent("category", (_, category) -> "[" + category + "]");
        productCategory = null;
        issue("context_product_category", IssueReason.NOT_SCALAR);
    }

    /** With an escape for U+0000, and with the harmless characters that spell such an escape. */
    void writeUnstorableProductName() {
        product.put("name", "\"Quạt\\u0000 C:\\\\u0000 \\ud83d\"");
        productName = "Quạt\uFFFD C:\\u0000 \uFFFD";
        issue("context_product_name", IssueReason.UNSTORABLE_CHARACTER);
    }

    /** Of the front end that nests: a product that is a string. */
    void writeProductAsText() {
        product.clear();
        body.put("product", "\"100037\"");
        productId = null;
        productName = null;
        productCategory = null;
        productBrand = null;
        productPrice = null;
        productDiscountPrice = null;
        productUrlPath = null;
        issue("product", IssueReason.NOT_AN_OBJECT);
    }

    private void issue(String field, IssueReason reason) {
        issues.add(new Issue(field, reason));
    }

    private void show(Product shown) {
        product.put(flat ? "productId" : "id", Json.string(shown.id()));
        product.put("name", Json.string(shown.name()));
        product.put("category", Json.string(shown.category()));
        product.put("brand", Json.string(shown.brand()));
        product.put("price", Long.toString(shown.price()));
        product.put(
                "discountPrice",
                shown.discountPrice() == null ? "null" : shown.discountPrice().toString());
        product.put("urlPath", Json.string(shown.urlPath()));
        productId = shown.id();
        productName = shown.name();
        productCategory = shown.category();
        productBrand = shown.brand();
        productPrice = shown.price();
        productDiscountPrice = shown.discountPrice();
        productUrlPath = shown.urlPath();
    }

    private void receive(Random random, Session session, Instant receivedAt) {
        ingest.put("receivedAt", Json.string(ISO_MILLIS.format(receivedAt)));
        ingest.put("sourceIp", Json.string(session.sourceIp()));
        ingest.put("userAgent", Json.string(session.userAgent()));
        ingest.put("method", "\"POST\"");
        ingest.put("path", "\"/clickstream\"");
        ingest.put("requestId", Json.string(Session.uuid(random).toString()));
        ingest.put("apiId", "\"a1b2c3d4e5\"");
        ingest.put("stage", "\"prod\"");
        ingest.put(
                "traceId",
                Json.string("Root=1-%08x-%s"
                        .formatted(
                                receivedAt.getEpochSecond(),
                                Session.uuid(random).toString().replace("-", "").substring(0, 24))));
    }

    /** The body's members in the order of writing. */
    private Map<String, String> written() {
        if (product.isEmpty()) {
            return body;
        }
        Map<String, String> all = new LinkedHashMap<>(body);
        if (flat) {
            all.putAll(product);
        } else {
            all.put("product", Json.object(product));
        }
        return all;
    }

    /** Lengthens the page's URL by a click id, as advertisements do, until the body has a believable size. */
    private void fill(Random random) {
        int size = Json.utf8Length(Json.object(written()));
        int wanted = random.nextInt(LEAST_BODY_BYTES, MOST_BODY_BYTES + 1);
        String parameter = "&fbclid=";
        int letters = Math.max(wanted - size - parameter.length(), size < LEAST_BODY_BYTES ? 1 : 0);
        if (letters == 0) {
            return;
        }
        StringBuilder clickId = new StringBuilder(parameter);
        for (int i = 0; i < letters; i++) {
            clickId.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        body.computeIfPresent("pageUrl", (_, url) -> url.substring(0, url.length() - 1) + clickId + '"');
    }
}
