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

    static Page of(Figures figures, String style, String styleHash) {
        List<NameRow> names = NameRow.of(figures.names());
        List<RejectRow> rejects = figures.rejects().stream().map(RejectRow::of).toList();
        List<RunRow> runs = figures.runs().stream().map(RunRow::of).toList();
        return new Page(
                style,
                styleHash,
                Shown.hour(figures.from()),
                Shown.hour(figures.to()),
                Shown.instant(figures.asOf()),
                Totals.of(figures),
                Totals.states(figures.hours()),
                Day.of(figures.hours()),
                charts(figures.hours()),
                names,
                !names.isEmpty(),
                rejects,
                !rejects.isEmpty(),
                runs,
                !runs.isEmpty(),
                FiguresReader.MOST_RUNS);
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
