package clickstream.report;

import clickstream.event.Plural;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A row of the calendar.
 *
 * @param cells one for each hour of the UTC day
 */
record Day(String date, List<Cell> cells, String events, String rejected) {

    /** A fourth of the most events that an hour has is a shade of its own. */
    private static final int SHADES = 4;

    /**
     * An hour in the calendar, or a place outside of the range.
     *
     * @param kind the state and shade, for the style sheet
     * @param mark one character, for those who cannot tell colours apart
     */
    record Cell(String kind, String mark, String title) {

        private static final Cell OUTSIDE = new Cell("outside", "", "");
    }

    static List<Day> of(List<HourStatus> hours) {
        long most = Math.max(
                1, hours.stream().mapToLong(HourStatus::eventsInserted).max().orElse(0));
        Map<LocalDate, List<HourStatus>> byDate = hours.stream()
                .collect(Collectors.groupingBy(
                        hour -> hour.hour().start().atOffset(ZoneOffset.UTC).toLocalDate(),
                        TreeMap::new,
                        Collectors.toList()));
        List<Day> days = new ArrayList<>();
        byDate.forEach((date, ofDate) -> days.add(day(date, ofDate, most)));
        return days;
    }

    private static Day day(LocalDate date, List<HourStatus> hours, long most) {
        Cell[] cells = new Cell[24];
        Arrays.fill(cells, Cell.OUTSIDE);
        for (HourStatus hour : hours) {
            cells[hour.hour().start().atOffset(ZoneOffset.UTC).getHour()] =
                    new Cell(kind(hour, most), mark(hour), title(hour));
        }
        return new Day(
                date.toString(),
                List.of(cells),
                Formats.count(
                        hours.stream().mapToLong(HourStatus::eventsInserted).sum()),
                Formats.count(
                        hours.stream().mapToLong(HourStatus::eventsRejected).sum()));
    }

    private static String kind(HourStatus hour, long most) {
        long shade = 1 + Math.min(SHADES - 1, hour.eventsInserted() * SHADES / most);
        return switch (hour.state()) {
            case COMPLETE -> "complete s" + shade;
            case LATE, EMPTY, INCOMPLETE, MISSING, AHEAD -> hour.state().code();
        };
    }

    private static String mark(HourStatus hour) {
        return switch (hour.state()) {
            case COMPLETE, AHEAD -> "";
            case LATE -> "L";
            case EMPTY -> "0";
            case INCOMPLETE -> "!";
            case MISSING -> "×";
        };
    }

    private static String title(HourStatus hour) {
        String title = "%s %s".formatted(hour.hour(), hour.state().code());
        return switch (hour.state()) {
            case MISSING, AHEAD, EMPTY -> title;
            case COMPLETE, LATE, INCOMPLETE ->
                "%s: %s, %,d late, %s inserted, %,d rejected"
                        .formatted(
                                title,
                                Plural.of(hour.objectsListed(), "object"),
                                hour.objectsLate(),
                                Plural.of(hour.eventsInserted(), "event"),
                                hour.eventsRejected());
        };
    }
}
