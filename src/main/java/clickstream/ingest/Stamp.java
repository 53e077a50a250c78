package clickstream.ingest;

import clickstream.ingest.BodyValue.ClientEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What the ingest adds to the events of one request: a last member {@code _ingest}. The client's own bytes stay as they are, but for
 * line breaks between tokens, which become blanks, and for members of its own that are called {@code _ingest}. Thread-safe.
 */
final class Stamp {

    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");

    private static final byte[] CLIENTS_OWN = "\"_ingest_client\"".getBytes(StandardCharsets.US_ASCII);

    /** From its name to before its closing brace. */
    private final byte[] open;

    private Stamp(byte[] open) {
        this.open = open;
    }

    /**
     * The stamp of a request.
     *
     * @param receivedAt what the key's hour is taken from too
     * @param sourceIp what is kept of the client's address; empty for nothing
     */
    static Stamp of(RequestHead head, Instant receivedAt, String sourceIp) {
        JsonWriter stamp = new JsonWriter()
                .text("receivedAt", MILLISECONDS.format(receivedAt.atOffset(ZoneOffset.UTC)))
                .textIfAny("sourceIp", sourceIp)
                .textIfAny("userAgent", head.header("user-agent"))
                .text("method", head.method())
                .text("path", head.shownPath())
                .textIfAny("requestId", head.gateway().requestId())
                .textIfAny("apiId", head.gateway().apiId())
                .textIfAny("stage", head.gateway().stage())
                .textIfAny("traceId", head.header("x-amzn-trace-id"));
        byte[] object = stamp.openBytes();
        byte[] name = "\"_ingest\":".getBytes(StandardCharsets.US_ASCII);
        byte[] open = new byte[name.length + object.length];
        System.arraycopy(name, 0, open, 0, name.length);
        System.arraycopy(object, 0, open, name.length, object.length);
        return new Stamp(open);
    }

    /** The only event of a request, as one line without its end. */
    byte[] on(byte[] body, ClientEvent event) {
        return stamped(body, event, new byte[0]);
    }

    /** One event of several. */
    byte[] on(byte[] body, ClientEvent event, int index) {
        return stamped(body, event, (",\"index\":" + index).getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] stamped(byte[] body, ClientEvent event, byte[] index) {
        int start = event.bytes().start();
        int brace = event.bytes().end() - 1;
        ByteArrayOutputStream line = new ByteArrayOutputStream(brace - start + open.length + index.length + 3);
        int copied = start;
        for (Span name : event.ingestNames()) {
            copy(body, copied, name.start(), line);
            line.writeBytes(CLIENTS_OWN);
            copied = name.end();
        }
        copy(body, copied, brace, line);
        if (event.hasMembers()) {
            line.write(',');
        }
        line.writeBytes(open);
        line.writeBytes(index);
        line.write('}');
        line.write('}');
        return line.toByteArray();
    }

    /** JSON has raw line breaks between tokens only. */
    private static void copy(byte[] body, int start, int end, ByteArrayOutputStream line) {
        int copied = start;
        for (int i = start; i < end; i++) {
            if (body[i] == '\n' || body[i] == '\r') {
                line.write(body, copied, i - copied);
                line.write(' ');
                copied = i + 1;
            }
        }
        line.write(body, copied, end - copied);
    }
}
