package clickstream.cli;

import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What became of many hours, for people: a line for each, the sum, what went wrong, and how to go on. */
final class HourTable {

    private static final List<String> HEAD = List.of(
            "hour",
            "outcome",
            "listed",
            "already",
            "loaded",
            "skipped",
            "rejected",
            "failed",
            "inserted",
            "duplicate",
            "conflicting",
            "rejects",
            "seconds");

    private final PrintWriter out;
    private final boolean dryRun;

    HourTable(PrintWriter out, boolean dryRun) {
        this.out = out;
        this.dryRun = dryRun;
    }

    /**
     * Prints it.
     *
     * @param took from beginning to end; less than the sum of the hours where several were loaded at once
     * @param command what goes on where this ended
     */
    void print(List<HourResult> results, List<Hour> notBegun, Duration took, String command) {
        if (!results.isEmpty()) {
            List<List<String>> lines = new ArrayList<>();
            lines.add(HEAD);
            results.forEach(result -> lines.add(line(result)));
            lines.add(total(results, took));
            printColumns(lines);
        }
        results.stream()
                .filter(result -> result.failure() != null)
                .forEach(result ->
                        out.println("hour %s %s: %s".formatted(result.hour(), outcome(result), result.failure())));
        printNote(results, HourResult::late, "objects came late, after their hour was complete");
        printNote(results, HourResult::vanished, "objects were deleted while their hour was read");
        printEnd(results, notBegun, command);
    }

    private void printEnd(List<HourResult> results, List<Hour> notBegun, String command) {
        long complete = results.stream()
                .filter(result -> result.outcome() == HourOutcome.COMPLETE)
                .count();
        int all = results.size() + notBegun.size();
        if (dryRun) {
            out.println("dry run: nothing was written");
        }
        if (complete == all) {
            out.println("all %,d hours are complete".formatted(all));
            return;
        }
        out.println("%,d of %,d hours are complete".formatted(complete, all));
        if (!notBegun.isEmpty()) {
            out.println("not begun: %,d hours, %s".formatted(notBegun.size(), HourSpans.of(notBegun)));
        }
        out.println("Loaded data is kept. To resume, run: " + command);
    }

    private void printNote(List<HourResult> results, ToLongFunction<HourResult> count, String what) {
        long sum = results.stream().mapToLong(count).sum();
        if (sum > 0) {
            out.println(count(sum) + " " + what);
        }
    }

    private static List<String> line(HourResult result) {
        return line(
                result.hour().toString(), outcome(result), result.counts(), result.isWhole(), seconds(result.took()));
    }

    private static List<String> total(List<HourResult> results, Duration took) {
        return line(
                "total",
                "%,d hours".formatted(results.size()),
                results.stream().map(HourResult::counts).reduce(LoadCounts.NONE, LoadCounts::plus),
                results.stream().allMatch(HourResult::isWhole),
                seconds(took));
    }

    /** Of an hour that did not go to its end, nobody knows how much was listed. */
    private static List<String> line(String hour, String outcome, LoadCounts counts, boolean whole, String seconds) {
        ObjectCounts objects = counts.objects();
        EventCounts events = counts.events();
        return List.of(
                hour,
                outcome,
                whole ? count(objects.listed()) : "-",
                whole ? count(objects.already()) : "-",
                count(objects.loaded()),
                count(objects.skipped()),
                count(objects.rejected()),
                count(objects.failed()),
                count(events.inserted()),
                count(events.duplicate()),
                count(events.conflicting()),
                count(events.rejected()),
                seconds);
    }

    /** Each column as wide as its widest text: the first two to the left, numbers to the right. */
    private void printColumns(List<List<String>> lines) {
        int[] widths = new int[HEAD.size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String padding = " ".repeat(widths[column] - line.get(column).length());
                text.append(column == 0 ? "" : "  ")
                        .append(column < 2 ? line.get(column) + padding : padding + line.get(column));
            }
            out.println(text);
        }
    }

    private static String outcome(HourResult result) {
        return result.outcome().name().toLowerCase(Locale.ROOT);
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%,.1f", time.toMillis() / 1_000.0);
    }
}
