package clickstream.report;

import clickstream.event.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A bar of the chart of event names.
 *
 * @param rows for machines
 * @param width of the bar, in percent of the longest
 */
record NameRow(String name, long rows, String count, String percent, String width) {

    static List<NameRow> of(EventNames names) {
        List<NameRow> all = new ArrayList<>();
        names.most().forEach(count -> all.add(row(PrintableText.quoted(count.name()), count.rows(), names)));
        if (names.otherRows() > 0) {
            String others = "%s other names"
                    .formatted(Formats.count(names.names() - names.most().size()));
            all.add(row(others, names.otherRows(), names));
        }
        return all;
    }

    private static NameRow row(String name, long rows, EventNames names) {
        long longest = Math.max(names.most().getFirst().rows(), names.otherRows());
        return new NameRow(
                name,
                rows,
                Formats.count(rows),
                Formats.percent(rows, names.rows()),
                String.format(Locale.ROOT, "%.2f", 100.0 * rows / longest));
    }
}
