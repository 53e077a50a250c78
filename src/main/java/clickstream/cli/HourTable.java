package clickstream.cli;

import clickstream.event.Hour;
import clickstream.event.LoadCount;
import clickstream.event.LoadCounts;
import clickstream.event.Plural;
import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What became of many hours, for people: a line for each, the sum, what went wrong, and how to go on. */
final class HourTable {

    /** All but what was read, which is the sum of what became of it. */
    private static final List<LoadCount> COUNTS = LoadCount.ALL.stream()
            .filter(count -> count != LoadCount.EVENTS_READ)
            .toList();

    /** Objects can be rejected, too: of events, it is "rejects". */
    private static final List<String> HEAD = line(
            "hour", "outcome", count -> count == LoadCount.EVENTS_REJECTED ? "rejects" : count.outcome(), "seconds");

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
                        out.println("hour %s %s: %s".formatted(result.hour(), result.outcome(), result.failure())));
        long late = results.stream().mapToLong(HourResult::late).sum();
        if (late > 0) {
            out.println(Plural.of(late, "object") + " came late, after the hour was complete");
        }
        long vanished = results.stream().mapToLong(HourResult::vanished).sum();
        if (vanished > 0) {
            out.println(Plural.were(vanished, "object") + " deleted while the hour was read");
        }
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
        out.println("%,d of %,d hours %s complete".formatted(complete, all, complete == 1 ? "is" : "are"));
        if (!notBegun.isEmpty()) {
            out.println("not begun: %s, %s".formatted(Plural.of(notBegun.size(), "hour"), HourSpans.of(notBegun)));
        }
        out.println("Loaded data is kept. To resume, run: " + command);
    }

    private static List<String> line(HourResult result) {
        return line(
                result.hour().toString(),
                result.outcome().toString(),
                result.counts(),
                result.isWhole(),
                seconds(result.took()));
    }

    private static List<String> total(List<HourResult> results, Duration took) {
        return line(
                "total",
                Plural.of(results.size(), "hour"),
                results.stream().map(HourResult::counts).reduce(LoadCounts.NONE, LoadCounts::plus),
                results.stream().allMatch(HourResult::isWhole),
                seconds(took));
    }

    private static List<String> line(String hour, String outcome, LoadCounts counts, boolean isWhole, String seconds) {
        List<LoadCount> known = LoadCount.known(isWhole);
        return line(hour, outcome, count -> known.contains(count) ? "%,d".formatted(count.of(counts)) : "-", seconds);
    }

    private static List<String> line(String hour, String outcome, Function<LoadCount, String> count, String seconds) {
        List<String> line = new ArrayList<>(List.of(hour, outcome));
        COUNTS.stream().map(count).forEach(line::add);
        line.add(seconds);
        return line;
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

    private static String seconds(Duration time) {
        return "%,.1f".formatted(time.toMillis() / 1_000.0);
    }
}
