package clickstream.ingest.events;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of {@code POST /events} on standard output, a JSON object each: events as they are stored, and with a {@code type} what else
 * somebody may look for. CloudWatch keeps them, and the loader reads what it exports.
 */
public final class StructuredLog {

    /** What each line says of its request; an event's own members of these names get others there. */
    static final Set<String> OWN_NAMES =
            Set.of("type", "method", "path", "statusCode", "latencyMs", "userAgent", "sourceIp", "requestId");

    private static final Logger LOG = LoggerFactory.getLogger(StructuredLog.class);

    private StructuredLog() {}

    /** Writes a line, which is on its way out when this returns. */
    public static void write(String line) {
        LOG.info(line);
    }
}
