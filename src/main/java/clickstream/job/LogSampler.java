package clickstream.job;

import clickstream.watch.LogEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;

/**
 * Logs what befalls many objects alike: the first {@value #MOST} each in a line, for an hour may have millions of them, and those behind
 * by their number when it is closed. To be used by one thread.
 */
public final class LogSampler implements AutoCloseable {

    static final int MOST = 20;

    private static final Logger LOG = LoggerFactory.getLogger(LogSampler.class);

    private final Level level;
    private final Marker event;
    private final String each;
    private final String rest;
    private long all;

    private LogSampler(Level level, Marker event, String each, String rest) {
        this.level = level;
        this.event = event;
        this.each = each;
        this.rest = rest;
    }

    /**
     * Of objects that could not be read.
     *
     * @param where the others are told, to go behind their number; empty where they are nowhere
     */
    public static LogSampler ofFailures(String where) {
        return new LogSampler(
                Level.WARN, LogEvents.OBJECT_FAILED, "Could not read {}: {}", "Could not read {} more" + where);
    }

    /**
     * Of objects that S3 no longer has.
     *
     * @param each with a place for the key
     * @param rest with a place for the number of the others
     */
    public static LogSampler ofVanished(String each, String rest) {
        return new LogSampler(Level.INFO, LogEvents.OBJECT_VANISHED, each, rest);
    }

    /** Counts one more, and logs it where it is among the first. */
    public void add(Object... arguments) {
        all++;
        if (all <= MOST) {
            LOG.atLevel(level).addMarker(event).log(each, arguments);
        }
    }

    /** Logs how many were not logged. */
    @Override
    public void close() {
        if (all > MOST) {
            LOG.atLevel(level).addMarker(LogEvents.OBJECTS_SUPPRESSED).log(rest, all - MOST);
        }
    }
}
