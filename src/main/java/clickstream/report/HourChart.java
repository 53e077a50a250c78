package clickstream.report;

import clickstream.event.Hour;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A value for each hour as a line of steps with the area below it, on a plane of {@link #WIDTH} by {@link #HEIGHT}.
 *
 * @param id for machines
 * @param area the area, as SVG writes paths; it holds numbers and letters of commands only
 */
record HourChart(String id, String title, String area, List<Tick> values, List<Tick> times, boolean some) {

    static final int WIDTH = 960;
    static final int HEIGHT = 160;

    private static final int MOST_TIMES = 12;

    private static final Hour EPOCH = new Hour(Instant.EPOCH);

    /** A line of the grid: where it is, and what it says. */
    record Tick(String at, String label) {}

    static HourChart linear(
            String id, String title, List<HourStatus> hours, Function<HourStatus, OptionalDouble> value) {
        return of(id, title, hours, value, Scale.linear(most(hours, value)));
    }

    /** Of seconds. */
    static HourChart logarithmic(
            String id, String title, List<HourStatus> hours, Function<HourStatus, OptionalDouble> seconds) {
        return of(id, title, hours, seconds, Scale.logarithmic(most(hours, seconds)));
    }

    private static HourChart of(
            String id, String title, List<HourStatus> hours, Function<HourStatus, OptionalDouble> value, Scale scale) {
        List<Tick> values = scale.ticks().stream()
                .map(tick -> new Tick(number(y(scale, tick)), scale.label(tick)))
                .toList();
        String area = area(hours, value, scale);
        return new HourChart(id, title, area, values, times(hours), !area.isEmpty());
    }

    private static double most(List<HourStatus> hours, Function<HourStatus, OptionalDouble> value) {
        return hours.stream()
                .map(value)
                .flatMapToDouble(OptionalDouble::stream)
                .max()
                .orElse(0);
    }

    /** Hours side by side that have values are one area; an hour without one parts them. */
    private static String area(List<HourStatus> hours, Function<HourStatus, OptionalDouble> value, Scale scale) {
        StringBuilder path = new StringBuilder();
        double width = (double) WIDTH / hours.size();
        boolean open = false;
        for (int index = 0; index < hours.size(); index++) {
            OptionalDouble here = value.apply(hours.get(index));
            if (here.isPresent()) {
                if (!open) {
                    path.append("M%s %d".formatted(number(index * width), HEIGHT));
                }
                path.append("V%sH%s".formatted(number(y(scale, here.getAsDouble())), number((index + 1) * width)));
            } else if (open) {
                path.append("V%dZ".formatted(HEIGHT));
            }
            open = here.isPresent();
        }
        return open ? path.append("V%dZ".formatted(HEIGHT)).toString() : path.toString();
    }

    /** At the same hours of each day, and at midnight where there are many days. */
    private static List<Tick> times(List<HourStatus> hours) {
        long step = hours.size() <= MOST_TIMES * 6 ? Math.ceilDiv(hours.size(), MOST_TIMES) : 24L * days(hours);
        List<Tick> ticks = new ArrayList<>();
        for (int index = 0; index < hours.size(); index++) {
            Hour hour = hours.get(index).hour();
            if (EPOCH.until(hour) % step == 0) {
                String label = hour.toString().substring("2026-".length());
                ticks.add(new Tick(
                        number((double) WIDTH * index / hours.size()),
                        step % 24 == 0 ? label.substring(0, "11-20".length()) : label));
            }
        }
        return ticks;
    }

    /** Between two ticks. */
    private static int days(List<HourStatus> hours) {
        return Math.ceilDiv(hours.size(), 24 * MOST_TIMES);
    }

    private static double y(Scale scale, double value) {
        return HEIGHT * (1 - scale.share(value));
    }

    private static String number(double value) {
        return "%.1f".formatted(value);
    }
}
