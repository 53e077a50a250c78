package clickstream.ingest;

import clickstream.ingest.BodyValue.ClientEvent;
import clickstream.ingest.BodyValue.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a request to {@code POST /events} gets beyond what every request gets: its sender is made known, its events are checked, and lines
 * say what became of it. Not thread-safe.
 */
final class EventsRequest implements AutoCloseable {

    private final Ingest ingest;
    private final RequestHead head;
    private final EventsSettings settings;
    private final boolean says;
    private final long startNanos = System.nanoTime();
    private Caller caller = Caller.GUEST;
    private String failure = "";
    private List<byte[]> events = List.of();
    private long heldBytes;

    EventsRequest(Ingest ingest, RequestHead head) {
        this.ingest = ingest;
        this.head = head;
        this.settings = ingest.settings().events();
        this.says = settings.sinks().contains(EventSink.LOG);
    }

    /** Whether its events become objects. */
    boolean stores() {
        return settings.sinks().contains(EventSink.S3);
    }

    /** Finds out who sends it; why it is refused, where that is not clear. */
    @Nullable
    Refusal identify() {
        String authorization = head.header("authorization");
        if (authorization.isEmpty()) {
            return null;
        }
        return switch (ingest.tokens().verify(authorization)) {
            case TokenResult.Verified(Caller known) -> {
                caller = known;
                yield null;
            }
            case TokenResult.Invalid(String reason) -> {
                failure = reason;
                yield Refusal.TOKEN;
            }
            case TokenResult.Unverifiable _ -> {
                failure = "unverifiable";
                yield Refusal.UNVERIFIABLE;
            }
        };
    }

    /** The same values, with those refused whose event is not one that this API takes. */
    List<BodyValue> checked(byte[] body, List<BodyValue> values) {
        return values.stream()
                .map(value -> value instanceof ClientEvent event
                        ? EventCheck.check(body, event, settings.names(), caller)
                        : value)
                .toList();
    }

    /** Keeps what its lines will say of the events, for the body is given up before they can be written. */
    void keep(byte[] body, List<BodyValue> values, Stamp stamp) throws BodyException {
        if (!says) {
            return;
        }
        List<byte[]> open = new ArrayList<>(values.size());
        for (int index = 0; index < values.size(); index++) {
            if (values.get(index) instanceof ClientEvent event) {
                open.add(stamp.open(body, event, values.size() == 1 ? -1 : index));
            }
        }
        long bytes = open.stream().mapToLong(line -> line.length).sum();
        if (!ingest.budget().reserve(bytes)) {
            throw new BodyException(Refusal.QUEUE_FULL);
        }
        events = open;
        heldBytes = bytes;
    }

    /** Its events are stored, and it is about to be answered so. */
    void stored(List<BodyValue> values) {
        if (says) {
            sayAuthentication(200);
            String rest = rest("event", 200).members();
            events.forEach(event -> StructuredLog.write(new String(event, StandardCharsets.UTF_8) + "," + rest + "}"));
            for (int index = 0; index < values.size(); index++) {
                if (values.get(index) instanceof Refused(EventFault fault, String field)) {
                    StructuredLog.write(rest("refusal", 200)
                            .text("code", fault.code())
                            .textIfAny("field", field)
                            .number("index", index)
                            .closed());
                }
            }
        }
    }

    /** It is about to be refused. */
    void refused(Refusal refusal) {
        if (says) {
            sayAuthentication(refusal.status());
            if (failure.isEmpty()) {
                StructuredLog.write(rest("refusal", refusal.status())
                        .text("code", refusal.code())
                        .closed());
            }
        }
    }

    private void sayAuthentication(int status) {
        if (!failure.isEmpty()) {
            StructuredLog.write(rest("authentication", status)
                    .text("outcome", "failure")
                    .text("reason", failure)
                    .closed());
        } else if (!caller.isGuest()) {
            StructuredLog.write(rest("authentication", status)
                    .text("outcome", "success")
                    .text("userId", caller.subject())
                    .closed());
        }
    }

    private JsonWriter rest(String type, int status) {
        return new JsonWriter()
                .text("type", type)
                .text("method", head.method())
                .text("path", head.shownPath())
                .number("statusCode", status)
                .number("latencyMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos))
                .textIfAny("userAgent", head.header("user-agent"))
                .textIfAny("sourceIp", ingest.routes().keptAddress(head))
                .textIfAny("requestId", head.gateway().requestId());
    }

    @Override
    public void close() {
        ingest.budget().release(heldBytes);
        heldBytes = 0;
        events = List.of();
    }
}
