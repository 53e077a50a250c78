package clickstream.watch;

import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/**
 * The names of what is said in the log: {@code event.action} of a JSON line, the word behind the level of a readable one. Alarms and
 * searches rest on them; docs/observability.md says what each means. A line without one is a library's.
 */
public final class LogEvents {

    public static final Marker LOAD_PLANNING = MarkerFactory.getMarker("load.planning");
    public static final Marker LOAD_PLANNED = MarkerFactory.getMarker("load.planned");
    public static final Marker LOAD_PROGRESS = MarkerFactory.getMarker("load.progress");
    public static final Marker LOAD_FEWER_RANGES = MarkerFactory.getMarker("load.fewer-ranges");
    public static final Marker LOAD_CUT_SHORT = MarkerFactory.getMarker("load.cut-short");
    public static final Marker HOUR_BEGUN = MarkerFactory.getMarker("hour.begun");
    public static final Marker HOUR_PROGRESS = MarkerFactory.getMarker("hour.progress");
    public static final Marker HOUR_COMPLETE = MarkerFactory.getMarker("hour.complete");
    public static final Marker HOUR_INCOMPLETE = MarkerFactory.getMarker("hour.incomplete");
    public static final Marker HOUR_FAILED = MarkerFactory.getMarker("hour.failed");
    public static final Marker HOUR_STOPPED = MarkerFactory.getMarker("hour.stopped");
    public static final Marker HOUR_LOCKED = MarkerFactory.getMarker("hour.locked");
    public static final Marker HOUR_DRY_RUN = MarkerFactory.getMarker("hour.dry-run");
    public static final Marker HOUR_NOT_OVER = MarkerFactory.getMarker("hour.not-over");
    public static final Marker HOUR_MANY_REJECTS = MarkerFactory.getMarker("hour.many-rejects");
    public static final Marker RUN_ABANDONED = MarkerFactory.getMarker("run.abandoned");
    public static final Marker RUN_METRICS = MarkerFactory.getMarker("run.metrics");
    public static final Marker ATTEMPT_FAILED = MarkerFactory.getMarker("attempt.failed");
    public static final Marker OBJECT_FAILED = MarkerFactory.getMarker("object.failed");
    public static final Marker OBJECT_VANISHED = MarkerFactory.getMarker("object.vanished");
    public static final Marker OBJECTS_SUPPRESSED = MarkerFactory.getMarker("objects.suppressed");
    public static final Marker CHUNK_ROLLED_BACK = MarkerFactory.getMarker("chunk.rolled-back");
    public static final Marker METRICS_NOT_SENT = MarkerFactory.getMarker("metrics.not-sent");
    public static final Marker COMMAND_FAILED = MarkerFactory.getMarker("command.failed");
    public static final Marker COMMAND_OUTPUT = MarkerFactory.getMarker("command.output");
    public static final Marker DEFECT = MarkerFactory.getMarker("defect");

    private LogEvents() {}
}
