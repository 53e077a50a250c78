package clickstream.ingest;

import clickstream.ingest.events.BodyValue.ClientEvent;
import clickstream.ingest.events.Edits;
import clickstream.ingest.events.Edits.Rename;
import clickstream.ingest.events.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the ingest adds to the events of one request: a last member {@code _ingest}. The client's own bytes stay as they are, but for
 * line breaks between tokens, which become blanks, for members of its own that are called {@code _ingest}, and for its {@link Edits}.
 * Thread-safe.
 */
final class Stamp {

    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'");

    private static final String CLIENTS_OWN = "_ingest_client";

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
                .text("receivedAt", text(receivedAt))
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

    /** A time as it stands in an event, in UTC. */
    static String text(Instant time) {
        return MILLISECONDS.format(time.atOffset(ZoneOffset.UTC));
    }

    /** The only event of a request, as one line without its end. */
    byte[] on(byte[] body, ClientEvent event) {
        return stamped(body, event, event.edits().renames(), "", "}");
    }

    /** One event of several. */
    byte[] on(byte[] body, ClientEvent event, int index) {
        return stamped(body, event, event.edits().renames(), indexOf(index), "}");
    }

    /**
     * An event for the structured line, without the closing brace.
     *
     * @param index where it is one of several; negative where it is the only one
     */
    byte[] open(byte[] body, ClientEvent event, int index) {
        return stamped(body, event, event.edits().lineRenames(), index < 0 ? "" : indexOf(index), "");
    }

    private static String indexOf(int index) {
        return ",\"index\":" + index;
    }

    private byte[] stamped(byte[] body, ClientEvent event, List<Rename> renames, String index, String end) {
        int start = event.bytes().start();
        int brace = event.bytes().end() - 1;
        String added = event.edits().added();
        ByteArrayOutputStream line =
                new ByteArrayOutputStream(brace - start + added.length() + open.length + index.length() + 4);
        int copied = start;
        for (Rename rename : withIngestNames(event, renames)) {
            copy(body, copied, rename.name().start(), line);
            line.write('"');
            write(rename.to(), line);
            line.write('"');
            copied = rename.name().end();
        }
        copy(body, copied, brace, line);
        if (event.hasMembers()) {
            line.write(',');
        }
        if (!added.isEmpty()) {
            write(added, line);
            line.write(',');
        }
        line.writeBytes(open);
        write(index, line);
        line.write('}');
        write(end, line);
        return line.toByteArray();
    }

    private static List<Rename> withIngestNames(ClientEvent event, List<Rename> renames) {
        if (event.ingestNames().isEmpty()) {
            return renames;
        }
        List<Rename> all = new ArrayList<>(renames);
        event.ingestNames().forEach(name -> all.add(new Rename(name, CLIENTS_OWN)));
        all.sort(Comparator.comparingInt(rename -> rename.name().start()));
        return all;
    }

    private static void write(String text, ByteArrayOutputStream line) {
        line.writeBytes(text.getBytes(StandardCharsets.UTF_8));
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
