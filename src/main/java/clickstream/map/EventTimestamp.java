package clickstream.map;

import clickstream.event.IssueReason;
import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.map.Reading.Exact;
import clickstream.map.Reading.Unusable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code event_timestamp}, in whole microseconds: the ingest function's clock before the event's own before S3's. */
final class EventTimestamp {

    private static final String COLUMN = "event_timestamp";
    private static final String INGEST = "_ingest";
    private static final Sources OF_INGEST = Sources.of(COLUMN, "receivedAt");
    private static final Sources OF_EVENT = Sources.of(COLUMN, "event_timestamp", "eventTimestamp");

    /** All names that are asked for. */
    static final List<String> NAMES = Stream.of(List.of(INGEST), OF_INGEST.names(), OF_EVENT.names())
            .flatMap(List::stream)
            .toList();

    private EventTimestamp() {}

    static Instant of(SourceObject event, Instant lastModified, Issues issues) {
        SourceObject ingest =
                event.present(INGEST) instanceof JsonObject object ? event.inner(INGEST, object) : SourceObject.NONE;
        Instant received = OF_INGEST.firstUsable(ingest, value -> read(value, lastModified), issues);
        if (received != null) {
            return received;
        }
        Instant sent = OF_EVENT.firstUsable(event, value -> read(value, lastModified), issues);
        return sent != null ? sent : lastModified.truncatedTo(ChronoUnit.MICROS);
    }

    private static Reading<Instant> read(JsonValue value, Instant lastModified) {
        Moment moment = moment(value);
        if (moment == null) {
            return new Unusable<>(IssueReason.BAD_TIMESTAMP);
        }
        return moment.isPlausible(lastModified)
                ? new Exact<>(moment.floor().truncatedTo(ChronoUnit.MICROS))
                : new Unusable<>(IssueReason.IMPLAUSIBLE_TIMESTAMP);
    }

    private static @Nullable Moment moment(JsonValue value) {
        return switch (value) {
            case JsonString(String text) -> {
                Decimal digits = Decimal.ofDigits(text);
                yield digits == null ? TimeText.parse(text) : EpochTime.of(digits);
            }
            case JsonNumber(String literal) -> {
                Decimal number = Decimal.parse(literal);
                yield number == null ? null : EpochTime.of(number);
            }
            case JsonBoolean _, JsonObject _, JsonArray _, JsonNull _ -> null;
        };
    }
}
