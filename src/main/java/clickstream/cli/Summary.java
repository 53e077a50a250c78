package clickstream.cli;

import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import clickstream.event.Plural;
import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import clickstream.watch.LogEvents;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prints what became of hours: of one hour as text when it is done, of several as a table at the end, as JSON one document at the end.
 * Thread-safe.
 */
final class Summary implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Summary.class);

    private final PrintWriter out;
    private final OutputFormat format;
    private final boolean dryRun;
    private final List<Hour> asked;
    private final String command;
    private final Instant began = Instant.now();
    private final List<HourResult> results = new ArrayList<>();

    /**
     * A summary of the hours that were asked for, and of those that were looked at again.
     *
     * @param command what was asked, for people who have to ask again
     */
    Summary(PrintWriter out, List<Hour> asked, String command, OutputFormat format, boolean dryRun) {
        this.out = out;
        this.asked = asked;
        this.command = command;
        this.format = format;
        this.dryRun = dryRun;
    }

    /** Several hours at once end in any order: those of a range are here in the order of hours. */
    synchronized List<HourResult> results() {
        return asked.size() == 1
                ? List.copyOf(results)
                : results.stream()
                        .sorted(Comparator.comparing(HourResult::hour))
                        .toList();
    }

    /** The hours that were asked for and not come to. */
    private synchronized List<Hour> notBegun() {
        Set<Hour> begun = results.stream().map(HourResult::hour).collect(Collectors.toSet());
        return asked.stream().filter(hour -> !begun.contains(hour)).toList();
    }

    /** Whether an hour failed after all its attempts. */
    synchronized boolean hasFailed() {
        return results.stream().anyMatch(result -> result.outcome() == HourOutcome.FAILED);
    }

    /** Adds what came of looking at an hour again; that another run holds it is nobody's trouble. */
    void addLate(HourResult result) {
        if (result.outcome() == HourOutcome.LOCKED) {
            LOG.info(
                    LogEvents.HOUR_LOCKED,
                    "Hour {} was not looked at for late objects: {}",
                    result.hour(),
                    result.failure());
        } else {
            add(result);
        }
    }

    synchronized void add(HourResult result) {
        results.add(result);
        if (result.isWhole() && !isOver(result.hour())) {
            LOG.warn(
                    LogEvents.HOUR_NOT_OVER,
                    "Hour {} was not over: what comes in it from now on is for the next load of it",
                    result.hour());
        }
        if (format == OutputFormat.text && asked.size() == 1) {
            printText(result);
        }
    }

    /** Whether it was over when it was asked for. */
    private boolean isOver(Hour hour) {
        return !hour.plus(1).start().isAfter(began);
    }

    @Override
    public void close() {
        if (asked.size() > 1 && !results().isEmpty() && !notBegun().isEmpty()) {
            LOG.warn(
                    LogEvents.LOAD_CUT_SHORT,
                    "Not begun: {} of {} hours",
                    notBegun().size(),
                    asked.size());
        }
        if (format == OutputFormat.json) {
            out.println(SummaryDocument.of(dryRun, results(), notBegun()));
        } else if (asked.size() > 1) {
            new HourTable(out, dryRun).print(results(), notBegun(), Duration.between(began, Instant.now()), command);
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
                .formatted(result.hour(), result.outcome(), dryRun ? " (dry run, nothing was written)" : "", failure));
        if (result.outcome() == HourOutcome.LOCKED) {
            out.flush();
            return;
        }
        if (!result.isWhole()) {
            ObjectCounts objects = result.counts().objects();
            out.println("  before that it had finished %s and inserted %s; the next run goes on from there"
                    .formatted(
                            Plural.of(objects.loaded() + objects.skipped() + objects.rejected(), "object"),
                            Plural.of(result.counts().events().inserted(), "event")));
            out.flush();
            return;
        }
        printCounts(result.counts());
        if (!isOver(result.hour())) {
            out.println("  the hour was not over: what comes in it from now on is for the next load of it");
        }
        if (result.late() > 0) {
            out.println("  %,d of the objects came late, after the hour was complete".formatted(result.late()));
        }
        if (result.attempts() > 1) {
            out.println("  it took %d attempts; what the earlier ones had loaded counts as already loaded"
                    .formatted(result.attempts()));
        }
        if (result.vanished() > 0) {
            out.println("  %s deleted while the hour was read".formatted(Plural.were(result.vanished(), "object")));
        }
        out.println(effort(result));
        out.flush();
    }

    private void printCounts(LoadCounts counts) {
        out.println("  objects  " + counts.objectsEquation());
        out.println("  events   " + counts.eventsEquation());
    }

    private static String effort(HourResult result) {
        return "  %s requested from S3; it took %.1f s"
                .formatted(
                        result.gets() == 0 ? "no object was" : Plural.were(result.gets(), "object"),
                        result.took().toMillis() / 1_000.0);
    }
}
