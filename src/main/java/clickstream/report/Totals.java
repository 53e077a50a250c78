package clickstream.report;

import clickstream.report.HourStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sums over all hours. */
final class Totals {

    private static final Map<State, String> STATES = Map.of(
            State.COMPLETE, "all that was listed is finished",
            State.LATE, "complete, and some of its objects came after it had been complete before",
            State.EMPTY, "complete, and nothing was listed",
            State.INCOMPLETE, "some of it is not finished, or a run is at work",
            State.MISSING, "over, and no run of it ever began",
            State.AHEAD, "not over, and not loaded");

    private Totals() {}

    /** How many hours are in each state. */
    static List<Total> states(List<HourStatus> hours) {
        Map<State, Long> counts =
                hours.stream().collect(Collectors.groupingBy(HourStatus::state, Collectors.counting()));
        return Arrays.stream(State.values())
                .map(state -> Total.count(
                        state.code(),
                        state.code(),
                        counts.getOrDefault(state, 0L),
                        Objects.requireNonNull(STATES.get(state))))
                .toList();
    }

    static List<Total> of(ReportData data) {
        List<HourStatus> hours = data.hours();
        List<Total> totals = new ArrayList<>();
        totals.add(sum("objects-listed", "objects listed", hours, HourStatus::objectsListed, ""));
        totals.add(sum("objects-late", "objects late", hours, HourStatus::objectsLate, ""));
        totals.add(sum("objects-failed", "objects that could not be read", hours, HourStatus::objectsFailed, "now"));
        totals.add(sum(
                "events-inserted",
                "events inserted",
                hours,
                HourStatus::eventsInserted,
                "by the loads of these hour partitions"));
        totals.add(sum("events-duplicate", "events duplicate", hours, HourStatus::eventsDuplicate, ""));
        totals.add(sum("events-conflicting", "events conflicting", hours, HourStatus::eventsConflicting, "now"));
        totals.add(sum("events-rejected", "events rejected", hours, HourStatus::eventsRejected, "now"));
        totals.add(
                Total.count(
                        "table-rows",
                        "rows of public.clickstream_events",
                        data.names().rows(),
                        "with an event_timestamp in these hours: near an hour's end it may lie in another hour than the object"));
        totals.add(Total.count("event-names", "event names", data.names().names(), "of those rows"));
        addNewest(totals, data);
        addDelays(totals, hours);
        addPace(totals, hours);
        return totals;
    }

    private static Total sum(
            String id, String label, List<HourStatus> hours, ToLongFunction<HourStatus> count, String note) {
        return Total.count(id, label, hours.stream().mapToLong(count).sum(), note);
    }

    private static void addNewest(List<Total> totals, ReportData data) {
        Instant newest = data.names().newest();
        if (newest != null) {
            Duration lag = Duration.between(newest, data.asOf());
            totals.add(new Total(
                    "lag",
                    "lag",
                    Long.toString(lag.toSeconds()),
                    Formats.duration(lag),
                    "from the newest of those rows, %s, to this report".formatted(Formats.instant(newest))));
        }
    }

    private static void addDelays(List<Total> totals, List<HourStatus> hours) {
        List<Duration> delays = hours.stream()
                .map(HourStatus::delay)
                .flatMap(Stream::ofNullable)
                .sorted()
                .toList();
        if (!delays.isEmpty()) {
            Function<Integer, Duration> percentile =
                    percent -> delays.get(Math.max(0, (delays.size() * percent + 99) / 100 - 1));
            totals.add(delay("delay-median", "complete after, median", percentile.apply(50)));
            totals.add(delay("delay-95", "complete after, 95 % of hours", percentile.apply(95)));
            totals.add(delay("delay-longest", "complete after, longest", percentile.apply(100)));
        }
    }

    private static Total delay(String id, String label, Duration delay) {
        return new Total(
                id,
                label,
                Long.toString(delay.toSeconds()),
                Formats.duration(delay),
                "from the hour's end to its first being complete");
    }

    private static void addPace(List<Total> totals, List<HourStatus> hours) {
        long read = hours.stream().mapToLong(HourStatus::eventsRead).sum();
        Duration took = hours.stream().map(HourStatus::took).reduce(Duration.ZERO, Duration::plus);
        String pace = Formats.pace(read, took);
        if (!pace.isEmpty()) {
            totals.add(new Total(
                    "pace",
                    "events read a second",
                    pace.replace(",", ""),
                    pace,
                    "%s in %s of runs".formatted(Formats.count(read), Formats.duration(took))));
        }
    }
}
