package clickstream.load;

import clickstream.database.SqlArrays;
import clickstream.event.ClickstreamEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns of {@code public.clickstream_events}, in table order, to and from {@link ClickstreamEvent}. */
public enum EventColumn {
    EVENT_ID("uuid", ClickstreamEvent::eventId),
    EVENT_TIMESTAMP("timestamptz", ClickstreamEvent::eventTimestamp),
    EVENT_NAME("text", ClickstreamEvent::eventName),
    USER_ID("text", ClickstreamEvent::userId),
    USER_LOGIN_STATE("text", ClickstreamEvent::userLoginState),
    IDENTITY_SOURCE("text", ClickstreamEvent::identitySource),
    CLIENT_ID("text", ClickstreamEvent::clientId),
    SESSION_ID("text", ClickstreamEvent::sessionId),
    IS_FIRST_VISIT("boolean", ClickstreamEvent::isFirstVisit),
    CONTEXT_PRODUCT_ID("text", ClickstreamEvent::productId),
    CONTEXT_PRODUCT_NAME("text", ClickstreamEvent::productName),
    CONTEXT_PRODUCT_CATEGORY("text", ClickstreamEvent::productCategory),
    CONTEXT_PRODUCT_BRAND("text", ClickstreamEvent::productBrand),
    CONTEXT_PRODUCT_PRICE("bigint", ClickstreamEvent::productPrice),
    CONTEXT_PRODUCT_DISCOUNT_PRICE("bigint", ClickstreamEvent::productDiscountPrice),
    CONTEXT_PRODUCT_URL_PATH("text", ClickstreamEvent::productUrlPath);

    /** All columns; {@code values()} would copy them for every row. */
    public static final List<EventColumn> ALL = List.of(values());

    /** Their names, for a SELECT or an INSERT. */
    public static final String NAMES = joined(EventColumn::sqlName);

    /** A parameter for each, an array with its values of many rows. */
    static final String ARRAYS = joined(column -> "?::%s[]".formatted(column.type));

    /** Their names and types, for a CREATE TABLE. */
    static final String DEFINITIONS = joined(column -> column.sqlName + " " + column.type);

    static final List<String> TYPES = ALL.stream().map(EventColumn::type).toList();

    /** What a row has in each. */
    static final List<Function<ClickstreamEvent, @Nullable Object>> VALUES =
            ALL.stream().map(column -> column.value).toList();

    private final String sqlName;
    private final String type;
    private final Function<ClickstreamEvent, @Nullable Object> value;

    EventColumn(String type, Function<ClickstreamEvent, @Nullable Object> value) {
        this.sqlName = name().toLowerCase(Locale.ROOT);
        this.type = type;
        this.value = value;
    }

    public String sqlName() {
        return sqlName;
    }

    /** Its type, as PostgreSQL names the type's arrays. */
    public String type() {
        return type;
    }

    @Nullable
    Object value(ClickstreamEvent row) {
        return value.apply(row);
    }

    /** Binds what {@link #ARRAYS} asks for. */
    static <T> void bind(SqlArrays<T> arrays, Function<T, ClickstreamEvent> event) throws SQLException {
        for (EventColumn column : ALL) {
            arrays.column(column.type, row -> column.value(event.apply(row)));
        }
    }

    /** The names of the columns in which two rows differ, in table order. */
    public static List<String> differing(ClickstreamEvent left, ClickstreamEvent right) {
        return ALL.stream()
                .filter(column -> !column.isEqual(left, right))
                .map(EventColumn::sqlName)
                .toList();
    }

    /** Whether all columns but {@code event_timestamp} are equal: a request that is delivered twice is received at two times. */
    public static boolean isDuplicate(ClickstreamEvent left, ClickstreamEvent right) {
        return ALL.stream().allMatch(column -> column == EVENT_TIMESTAMP || column.isEqual(left, right));
    }

    private boolean isEqual(ClickstreamEvent left, ClickstreamEvent right) {
        return Objects.equals(value(left), value(right));
    }

    /** Characters in all texts of a row: what it takes in memory. */
    public static long textLength(ClickstreamEvent row) {
        long length = 0;
        for (EventColumn column : ALL) {
            length += column.value(row) instanceof String text ? text.length() : 0;
        }
        return length;
    }

    public static ClickstreamEvent read(ResultSet row) throws SQLException {
        return new ClickstreamEvent(
                row.getObject(EVENT_ID.sqlName, UUID.class),
                row.getObject(EVENT_TIMESTAMP.sqlName, OffsetDateTime.class).toInstant(),
                EVENT_NAME.text(row),
                USER_ID.text(row),
                USER_LOGIN_STATE.text(row),
                IDENTITY_SOURCE.text(row),
                CLIENT_ID.text(row),
                SESSION_ID.text(row),
                row.getObject(IS_FIRST_VISIT.sqlName, Boolean.class),
                CONTEXT_PRODUCT_ID.text(row),
                CONTEXT_PRODUCT_NAME.text(row),
                CONTEXT_PRODUCT_CATEGORY.text(row),
                CONTEXT_PRODUCT_BRAND.text(row),
                row.getObject(CONTEXT_PRODUCT_PRICE.sqlName, Long.class),
                row.getObject(CONTEXT_PRODUCT_DISCOUNT_PRICE.sqlName, Long.class),
                CONTEXT_PRODUCT_URL_PATH.text(row));
    }

    private String text(ResultSet row) throws SQLException {
        return row.getString(sqlName);
    }

    private static String joined(Function<EventColumn, String> column) {
        return ALL.stream().map(column).collect(Collectors.joining(", "));
    }
}
