package clickstream.ingest;

import clickstream.ingest.events.BodyValue;
import clickstream.ingest.events.BodyValue.ClientEvent;
import clickstream.ingest.events.BodyValue.Refused;
import clickstream.ingest.events.EventCheck;
import clickstream.ingest.events.EventFault;
import clickstream.ingest.events.StructuredLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request to {@code POST /events} gets beyond what every request gets: its events are checked, and lines say what became of
 * them. Not thread-safe.
 */
final class EventsRequest implements AutoCloseable {

    private final Ingest ingest;
    private final EventsSettings settings;
    private final SaidRequest said;
    private List<byte[]> events = List.of();
    private long heldBytes;

    EventsRequest(Ingest ingest, SaidRequest said) {
        this.ingest = ingest;
        this.settings = ingest.settings().events();
        this.said = said;
    }

    /** Whether its events become objects. */
    boolean stores() {
        return settings.sinks().contains(EventSink.S3);
    }

    /** The same values, with those refused whose event is not one that this API takes. */
    List<BodyValue> checked(byte[] body, List<BodyValue> values) {
        return values.stream()
                .map(value -> value instanceof ClientEvent event
                        ? EventCheck.check(body, event, settings.names(), said.caller())
                        : value)
                .toList();
    }

    /** Keeps what its lines will say of the events, for the body is given up before they can be written. */
    void keep(byte[] body, List<BodyValue> values, Stamp stamp) throws BodyException {
        if (!said.says()) {
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
        if (said.says()) {
            said.authenticated(200);
            String rest = said.line("event", 200).members();
            events.forEach(event -> StructuredLog.write(new String(event, StandardCharsets.UTF_8) + "," + rest + "}"));
            for (int index = 0; index < values.size(); index++) {
                if (values.get(index) instanceof Refused(EventFault fault, String field)) {
                    StructuredLog.write(said.line("refusal", 200)
                            .text("code", fault.code())
                            .textIfAny("field", field)
                            .number("index", index)
                            .closed());
                }
            }
        }
    }

    @Override
    public void close() {
        ingest.budget().release(heldBytes);
        heldBytes = 0;
        events = List.of();
    }
}
