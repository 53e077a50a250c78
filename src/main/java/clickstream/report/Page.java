package clickstream.report;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the template shows.
 *
 * @param style the style sheet
 * @param styleHash names it in the page's policy
 */
record Page(
        String style,
        String styleHash,
        String from,
        String to,
        String asOf,
        List<Total> totals,
        List<Total> states,
        List<Day> days,
        List<HourChart> charts,
        List<NameRow> names,
        boolean someNames,
        List<RejectRow> rejects,
        boolean someRejects,
        List<RunRow> runs,
        boolean someRuns,
        int mostRuns) {

    static Page of(ReportData data, String style, String styleHash) {
        List<NameRow> names = NameRow.of(data.names());
        List<RejectRow> rejects = data.rejects().stream().map(RejectRow::of).toList();
        List<RunRow> runs = data.runs().stream().map(RunRow::of).toList();
        return new Page(
                style,
                styleHash,
                data.from().toString(),
                data.to().toString(),
                Formats.instant(data.asOf()),
                Totals.of(data),
                Totals.states(data.hours()),
                Day.of(data.hours()),
                charts(data.hours()),
                names,
                !names.isEmpty(),
                rejects,
                !rejects.isEmpty(),
                runs,
                !runs.isEmpty(),
                ReportQueries.MOST_RUNS);
    }

    private static List<HourChart> charts(List<HourStatus> hours) {
        HourChart events = HourChart.linear(
                "events",
                "Events inserted, by hour partition",
                hours,
                hour -> isLoaded(hour) ? OptionalDouble.of((double) hour.eventsInserted()) : OptionalDouble.empty());
        HourChart delay = HourChart.logarithmic(
                "delay", "How long after its end an hour was complete", hours, hour -> seconds(hour.delay()));
        HourChart pace = HourChart.linear(
                "pace",
                "Events read a second, all runs of an hour together",
                hours,
                hour -> hour.eventsRead() > 0 && hour.took().isPositive()
                        ? OptionalDouble.of(hour.eventsRead() / (hour.took().toNanos() / 1e9))
                        : OptionalDouble.empty());
        return Stream.of(events, delay, pace).toList();
    }

    private static boolean isLoaded(HourStatus hour) {
        return hour.state() != HourStatus.State.MISSING && hour.state() != HourStatus.State.AHEAD;
    }

    private static OptionalDouble seconds(@Nullable Duration duration) {
        return duration == null ? OptionalDouble.empty() : OptionalDouble.of(duration.toMillis() / 1e3);
    }
}
