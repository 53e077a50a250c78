package clickstream.watch;

import clickstream.event.Hour;
import clickstream.event.RunId;
import java.util.Map;
import org.slf4j.MDC;

/** The hour and the run that a thread works on, which all lines of the log bear that it says meanwhile. */
public final class LogContext {

    public static final String HOUR = "clickstream.hour";
    public static final String RUN = "clickstream.run";

    private LogContext() {}

    /** This thread begins to work on an hour. */
    public static void begin(Hour hour) {
        MDC.put(HOUR, hour.toString());
        MDC.remove(RUN);
    }

    /** As a run of it. */
    public static void run(RunId run) {
        MDC.put(RUN, run.toString());
    }

    /** This thread has done with it. */
    public static void end() {
        MDC.remove(HOUR);
        MDC.remove(RUN);
    }

    /** A task for another thread, which works on the same hour meanwhile. */
    public static Runnable carriedBy(Runnable task) {
        Map<String, String> context = MDC.getCopyOfContextMap();
        return () -> {
            if (context != null) {
                MDC.setContextMap(context);
            }
            try {
                task.run();
            } finally {
                MDC.clear();
            }
        };
    }
}
