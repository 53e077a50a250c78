package clickstream.load;

import clickstream.event.ClickstreamEvent;
import clickstream.event.EventIssue;
import clickstream.event.Hour;
import clickstream.event.IssueReason;
import clickstream.event.ListedObject;
import clickstream.event.MappedEvent;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows, objects and rejects that are told apart by a number or a name. */
public final class TestingRows {

    public static final Hour HOUR = Hour.parse("2026-11-20T13");
    public static final Instant TIME = Instant.parse("2026-11-20T13:05:00.123456Z");

    private TestingRows() {}

    public static UUID id(long number) {
        return new UUID(0x8000_0000_0000_4000L, 0x8000_0000_0000_0000L + number);
    }

    public static ClickstreamEvent row(long number, String name) {
        return row(id(number), TIME, name, "user", true, 199_000L);
    }

    public static ClickstreamEvent row(
            UUID id, Instant time, String text, @Nullable String other, @Nullable Boolean flag, @Nullable Long number) {
        return new ClickstreamEvent(
                id, time, text, other, other, other, other, other, flag, other, other, other, other, number, number,
                other);
    }

    public static ClickstreamEvent at(ClickstreamEvent row, Instant time) {
        return row(row.eventId(), time, row.eventName(), row.userId(), row.isFirstVisit(), row.productPrice());
    }

    public static MappedEvent event(long number) {
        return event(number, "click");
    }

    public static MappedEvent event(long number, String name) {
        return new MappedEvent(row(number, name), List.of());
    }

    /** An event with as many issues as asked for. */
    public static MappedEvent troubled(long number, String name, int issues) {
        return new MappedEvent(
                row(number, name),
                IntStream.range(0, issues)
                        .mapToObj(issue ->
                                new EventIssue("field_" + issue, IssueReason.NOT_INTEGRAL, "product.price = 19.99"))
                        .toList());
    }

    public static ListedObject object(String name) {
        return object(HOUR, name, "etag");
    }

    public static ListedObject object(Hour hour, String name, String etag) {
        return new ListedObject(hour, name, etag, 700, TIME);
    }

    public static Reject reject(int index, String text) {
        return reject(index, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Reject reject(int index, byte[] bytes) {
        return new Reject(index, RejectReason.MALFORMED_JSON, "detail", ByteBuffer.wrap(bytes));
    }
}
