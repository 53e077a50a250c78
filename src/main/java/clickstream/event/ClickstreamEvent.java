package clickstream.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code public.clickstream_events}, its columns in table order. Null is SQL's NULL. Texts hold neither U+0000 nor lone
 * surrogates, so PostgreSQL returns the row as it was given.
 *
 * @param eventTimestamp in whole microseconds
 */
public record ClickstreamEvent(
        UUID eventId,
        Instant eventTimestamp,
        String eventName,
        @Nullable String userId,
        @Nullable String userLoginState,
        @Nullable String identitySource,
        @Nullable String clientId,
        @Nullable String sessionId,
        @Nullable Boolean isFirstVisit,
        @Nullable String productId,
        @Nullable String productName,
        @Nullable String productCategory,
        @Nullable String productBrand,
        @Nullable Long productPrice,
        @Nullable Long productDiscountPrice,
        @Nullable String productUrlPath) {}
