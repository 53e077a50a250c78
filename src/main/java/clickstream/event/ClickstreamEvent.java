package clickstream.event;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
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
        @Nullable String productUrlPath) {

    /** Whether every column but {@code event_timestamp} is equal: a request that is delivered twice is received at two times. */
    public boolean isDuplicateOf(ClickstreamEvent other) {
        return equals(other.at(eventTimestamp));
    }

    /** Characters in all of its texts: what it takes in memory. */
    public long textLength() {
        return Stream.of(
                        eventName,
                        userId,
                        userLoginState,
                        identitySource,
                        clientId,
                        sessionId,
                        productId,
                        productName,
                        productCategory,
                        productBrand,
                        productUrlPath)
                .mapToLong(text -> text == null ? 0 : text.length())
                .sum();
    }

    private ClickstreamEvent at(Instant timestamp) {
        return new ClickstreamEvent(
                eventId,
                timestamp,
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
    }
}
