package clickstream.cli;

import clickstream.event.EventCounts;
import clickstream.event.ObjectCounts;
import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import clickstream.load.LoadCounts;
import clickstream.watch.LogEvents;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.json.JsonWriter;

/** Prints what became of hours: as text each when it is done, as JSON one document at the end. */
final class Summary implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Summary.class);

    private final PrintWriter out;
    private final OutputFormat format;
    private final boolean dryRun;
    private final List<HourResult> results = new ArrayList<>();

    Summary(PrintWriter out, OutputFormat format, boolean dryRun) {
        this.out = out;
        this.format = format;
        this.dryRun = dryRun;
    }

    List<HourResult> results() {
        return results;
    }

    /** Whether an hour failed after all its attempts. */
    boolean hasFailed() {
        return results.stream().anyMatch(result -> result.outcome() == HourOutcome.FAILED);
    }

    /** Adds what came of looking at an hour again; that another run holds it is nobody's trouble. */
    void addLate(HourResult result) {
        if (result.outcome() == HourOutcome.HELD) {
            LOG.info(
                    LogEvents.HOUR_HELD,
                    "Hour {} was not looked at for late objects: {}",
                    result.hour(),
                    result.failure());
        } else {
            add(result);
        }
    }

    void add(HourResult result) {
        results.add(result);
        if (format == OutputFormat.text) {
            printText(result);
        }
    }

    @Override
    public void close() {
        if (format == OutputFormat.json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("dryRun", dryRun);
            document.put("hours", results.stream().map(Summary::document).toList());
            out.println(JsonWriter.standard().writeToString(document));
        } else if (results.size() > 1 && results.stream().allMatch(HourResult::isWhole)) {
            LoadCounts total = results.stream().map(HourResult::counts).reduce(LoadCounts.NONE, LoadCounts::plus);
            out.println("all %d hours".formatted(results.size()));
            printCounts(total);
        }
        out.flush();
    }

    private void printText(HourResult result) {
        String failure = result.failure() == null ? "" : ": " + result.failure();
        out.println("hour %s %s%s%s"
                .formatted(
                        result.hour(),
                        result.outcome().name().toLowerCase(Locale.ROOT),
                        dryRun ? " (dry run, nothing was written)" : "",
                        failure));
        if (result.outcome() == HourOutcome.HELD) {
            out.flush();
            return;
        }
        if (!result.isWhole()) {
            out.println(String.format(
                    Locale.ROOT,
                    "  before that it had finished %,d objects and inserted %,d events; the next run goes on from there",
                    result.counts().objects().loaded()
                            + result.counts().objects().skipped()
                            + result.counts().objects().rejected(),
                    result.counts().events().inserted()));
            out.flush();
            return;
        }
        printCounts(result.counts());
        if (result.late() > 0) {
            out.println(String.format(
                    Locale.ROOT, "  %,d of the objects came late, after the hour was complete", result.late()));
        }
        if (result.attempts() > 1) {
            out.println("  it took %d attempts; what the earlier ones had loaded counts as already loaded"
                    .formatted(result.attempts()));
        }
        if (result.vanished() > 0) {
            out.println(String.format(
                    Locale.ROOT, "  %,d objects were deleted while the hour was read", result.vanished()));
        }
        out.println(effort(result));
        out.flush();
    }

    private void printCounts(LoadCounts counts) {
        ObjectCounts objects = counts.objects();
        EventCounts events = counts.events();
        out.println(String.format(
                Locale.ROOT,
                "  objects  %,d listed = %,d already loaded + %,d loaded + %,d skipped + %,d rejected + %,d failed",
                objects.listed(),
                objects.already(),
                objects.loaded(),
                objects.skipped(),
                objects.rejected(),
                objects.failed()));
        out.println(String.format(
                Locale.ROOT,
                "  events   %,d read = %,d inserted + %,d duplicate + %,d conflicting + %,d rejected",
                events.read(),
                events.inserted(),
                events.duplicate(),
                events.conflicting(),
                events.rejected()));
    }

    private static String effort(HourResult result) {
        double seconds = result.took().toMillis() / 1_000.0;
        return result.gets() == 0
                ? String.format(Locale.ROOT, "  no object was requested from S3; it took %.1f s", seconds)
                : String.format(
                        Locale.ROOT, "  %,d objects were requested from S3; it took %.1f s", result.gets(), seconds);
    }

    private static Map<String, Object> document(HourResult result) {
        ObjectCounts objects = result.counts().objects();
        EventCounts events = result.counts().events();
        Map<String, Object> hour = new LinkedHashMap<>();
        hour.put("hour", result.hour().toString());
        hour.put("status", result.outcome().name().toLowerCase(Locale.ROOT));
        if (result.failure() != null) {
            hour.put("failure", result.failure());
        }
        Map<String, Object> objectCounts = new LinkedHashMap<>();
        if (result.isWhole()) {
            objectCounts.put("listed", objects.listed());
            objectCounts.put("already", objects.already());
        }
        objectCounts.put("loaded", objects.loaded());
        objectCounts.put("skipped", objects.skipped());
        objectCounts.put("rejected", objects.rejected());
        objectCounts.put("failed", objects.failed());
        objectCounts.put("vanished", result.vanished());
        objectCounts.put("late", result.late());
        objectCounts.put("gets", result.gets());
        hour.put("objects", objectCounts);
        Map<String, Object> eventCounts = new LinkedHashMap<>();
        eventCounts.put("read", events.read());
        eventCounts.put("inserted", events.inserted());
        eventCounts.put("duplicate", events.duplicate());
        eventCounts.put("conflicting", events.conflicting());
        eventCounts.put("rejected", events.rejected());
        hour.put("events", eventCounts);
        hour.put("attempts", result.attempts());
        hour.put("seconds", result.took().toMillis() / 1_000.0);
        return hour;
    }
}
