package clickstream.job;

import clickstream.event.LoadCount;
import clickstream.watch.LogContext;
import clickstream.watch.LogEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The last word on an hour in the log, with all counts: where only the log is kept, it is the summary. */
final class HourLine {

    private static final Logger LOG = LoggerFactory.getLogger(HourLine.class);

    private HourLine() {}

    /** Of an hour that nothing was left to do in, so that no run of it began. */
    static void sayOfNoRun(HourResult result) {
        LogContext.begin(result.hour());
        say(result, "");
        LogContext.end();
    }

    /**
     * Of an hour that came to its end.
     *
     * @param more of why it did not end well, and what to do; empty where there is nothing to say
     */
    static void say(HourResult result, String more) {
        switch (result.outcome()) {
            case COMPLETE -> say(result, LogEvents.HOUR_COMPLETE, Level.INFO, more);
            case INCOMPLETE -> say(result, LogEvents.HOUR_INCOMPLETE, Level.WARN, more);
            case FAILED -> say(result, LogEvents.HOUR_FAILED, Level.ERROR, more);
            case STOPPED -> say(result, LogEvents.HOUR_STOPPED, Level.WARN, more);
            case LOCKED -> say(result, LogEvents.HOUR_LOCKED, Level.INFO, more);
        }
    }

    /** Of a dry run. */
    static void sayDryRun(HourResult result) {
        say(result, LogEvents.HOUR_DRY_RUN, Level.INFO, "");
    }

    private static void say(HourResult result, Marker event, Level level, String more) {
        LoggingEventBuilder line = LOG.atLevel(level)
                .addMarker(event)
                .addKeyValue("event.duration", result.took().toNanos())
                .addKeyValue("clickstream.attempts", result.attempts())
                .addKeyValue("clickstream.objects.vanished", result.vanished())
                .addKeyValue("clickstream.objects.late", result.late())
                .addKeyValue("clickstream.objects.gets", result.gets());
        for (LoadCount count : LoadCount.known(result.isWhole())) {
            line = line.addKeyValue("clickstream." + count.key(), count.of(result.counts()));
        }
        if (result.failure() != null) {
            line = line.addKeyValue("error.message", result.failure());
        }
        line.log("Hour %s is %s after %.1f s%s%s"
                .formatted(
                        result.hour(),
                        event.getName().substring("hour.".length()),
                        result.took().toMillis() / 1_000.0,
                        result.attempts() > 1 ? " and %d attempts".formatted(result.attempts()) : "",
                        more.isEmpty() ? "" : ": " + more));
    }
}
