package clickstream.report;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The upright axis of a chart.
 *
 * @param shares how high a value stands, from 0 to 1
 * @param ticks values that are marked, the least first
 * @param labels how such a value is written
 */
record Scale(DoubleUnaryOperator shares, List<Double> ticks, DoubleFunction<String> labels) {

    private static final double LEAST_STEPS = 2.5;

    /** A minute, ten, an hour, six, a day, ten, a hundred, a thousand, ten thousand, in seconds. */
    private static final List<Double> TIMES =
            List.of(60.0, 600.0, 3_600.0, 21_600.0, 86_400.0, 864_000.0, 8_640_000.0, 86_400_000.0, 864_000_000.0);

    /** From 0 to {@code most} or a little more. */
    static Scale linear(double most) {
        double top = Math.max(most, 1);
        double power = Math.pow(10, Math.floor(Math.log10(top)));
        double step = Stream.of(2.0, 1.0, 0.5, 0.2)
                .map(part -> part * power)
                .filter(each -> top / each >= LEAST_STEPS)
                .findFirst()
                .orElseThrow();
        int steps = (int) Math.ceil(top / step);
        return new Scale(
                value -> value / (step * steps),
                IntStream.rangeClosed(0, steps).mapToObj(index -> step * index).toList(),
                value -> value == Math.rint(value) ? Formats.count((long) value) : "%.1f".formatted(value));
    }

    /** Seconds, from 10 of them to {@code most} or more; less stands as low as that. */
    static Scale logarithmic(double most) {
        double least = 10;
        List<Double> ticks = Stream.concat(
                        Stream.of(least),
                        TIMES.stream()
                                .limit(1
                                        + TIMES.stream()
                                                .filter(tick -> tick < most)
                                                .count()))
                .toList();
        double top = Math.max(ticks.getLast(), most);
        return new Scale(
                value -> Math.log(Math.max(value, least) / least) / Math.log(top / least),
                ticks,
                value -> label(Duration.ofSeconds((long) value)));
    }

    private static String label(Duration duration) {
        if (duration.toDays() > 0) {
            return Formats.count(duration.toDays()) + " d";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h";
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }

    double share(double value) {
        return shares.applyAsDouble(value);
    }

    String label(double value) {
        return labels.apply(value);
    }
}
