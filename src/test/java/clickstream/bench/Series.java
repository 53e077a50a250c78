package clickstream.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** One figure of several runs. */
final class Series {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double median() {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Median and range, with so many digits behind the point. */
    String text(int digits) {
        String format = "%,." + digits + "f";
        return values.size() == 1
                ? String.format(Locale.ROOT, format, median())
                : String.format(
                        Locale.ROOT,
                        format + " (" + format + " to " + format + ")",
                        median(),
                        Collections.min(values),
                        Collections.max(values));
    }
}
