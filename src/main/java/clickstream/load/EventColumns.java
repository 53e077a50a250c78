package clickstream.load;

import clickstream.database.SqlArrays;
import clickstream.event.ClickstreamEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The columns of {@code public.clickstream_events}, in table order, to and from {@link ClickstreamEvent}. */
public final class EventColumns {

    public static final String NAMES = """
            event_id, event_timestamp, event_name, user_id, user_login_state, identity_source, client_id, session_id, \
            is_first_visit, context_product_id, context_product_name, context_product_category, context_product_brand, \
            context_product_price, context_product_discount_price, context_product_url_path""";

    public static final String ARRAYS = """
            ?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], \
            ?::boolean[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[]""";

    private EventColumns() {}

    static <T> void bind(SqlArrays<T> arrays, Function<T, ClickstreamEvent> event) throws SQLException {
        arrays.uuids(event.andThen(ClickstreamEvent::eventId))
                .column("timestamptz", event.andThen(ClickstreamEvent::eventTimestamp))
                .column("text", event.andThen(ClickstreamEvent::eventName))
                .column("text", row -> event.apply(row).userId())
                .column("text", row -> event.apply(row).userLoginState())
                .column("text", row -> event.apply(row).identitySource())
                .column("text", row -> event.apply(row).clientId())
                .column("text", row -> event.apply(row).sessionId())
                .column("boolean", row -> event.apply(row).isFirstVisit())
                .column("text", row -> event.apply(row).productId())
                .column("text", row -> event.apply(row).productName())
                .column("text", row -> event.apply(row).productCategory())
                .column("text", row -> event.apply(row).productBrand())
                .column("bigint", row -> event.apply(row).productPrice())
                .column("bigint", row -> event.apply(row).productDiscountPrice())
                .column("text", row -> event.apply(row).productUrlPath());
    }

    /** The columns in which two rows differ, in table order. */
    public static List<String> differing(ClickstreamEvent left, ClickstreamEvent right) {
        String[] names = NAMES.split(", ", -1);
        List<@Nullable Object> lefts = values(left);
        List<@Nullable Object> rights = values(right);
        return IntStream.range(0, names.length)
                .filter(column -> !Objects.equals(lefts.get(column), rights.get(column)))
                .mapToObj(column -> names[column])
                .toList();
    }

    /** In table order. */
    static List<@Nullable Object> values(ClickstreamEvent row) {
        return Arrays.asList(
                row.eventId(),
                row.eventTimestamp(),
                row.eventName(),
                row.userId(),
                row.userLoginState(),
                row.identitySource(),
                row.clientId(),
                row.sessionId(),
                row.isFirstVisit(),
                row.productId(),
                row.productName(),
                row.productCategory(),
                row.productBrand(),
                row.productPrice(),
                row.productDiscountPrice(),
                row.productUrlPath());
    }

    public static ClickstreamEvent read(ResultSet row) throws SQLException {
        return new ClickstreamEvent(
                row.getObject("event_id", UUID.class),
                row.getObject("event_timestamp", OffsetDateTime.class).toInstant(),
                row.getString("event_name"),
                row.getString("user_id"),
                row.getString("user_login_state"),
                row.getString("identity_source"),
                row.getString("client_id"),
                row.getString("session_id"),
                row.getObject("is_first_visit", Boolean.class),
                row.getString("context_product_id"),
                row.getString("context_product_name"),
                row.getString("context_product_category"),
                row.getString("context_product_brand"),
                row.getObject("context_product_price", Long.class),
                row.getObject("context_product_discount_price", Long.class),
                row.getString("context_product_url_path"));
    }
}
