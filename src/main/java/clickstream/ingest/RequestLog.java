package clickstream.ingest;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line a request, with nothing in it of the person who sent it. */
final class RequestLog {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);

    private RequestLog() {}

    /**
     * Writes a line.
     *
     * @param code of what was refused; empty where nothing was
     * @param bytes of the body as received
     * @param keys of the objects that hold the events; empty where nothing was stored
     * @param startNanos when it came, by {@code System.nanoTime}
     */
    static void write(int status, String code, int events, int bytes, String keys, long startNanos, String requestId) {
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        LOG.info(
                "status={}{} events={} bytes={} key={} ms={} request={}",
                status,
                code.isEmpty() ? "" : " code=" + code,
                events,
                bytes,
                keys.isEmpty() ? "-" : keys,
                milliseconds,
                requestId);
    }
}
