package clickstream.report;

import clickstream.event.Plural;
import clickstream.event.PrintableText;
import java.util.ArrayList;
import java.util.List;

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
            String others = Plural.of(names.names() - names.most().size(), "other name");
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
                "%.2f".formatted(100.0 * rows / longest));
    }
}
