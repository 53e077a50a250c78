package clickstream.cli;

import clickstream.event.PrintableText;
import clickstream.rejects.RejectSelection;
import clickstream.rejects.Rejects;
import clickstream.rejects.Rejects.Group;
import clickstream.rejects.StoredReject;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prints how many rejects there are, by hour and reason, with samples: as a table, or as JSON. */
final class RejectListing {

    /** Bytes of a sample. */
    private static final int FIRST_BYTES = 120;

    private final Rejects rejects;
    private final PrintWriter out;
    private final int samples;

    /** @param samples of each hour and reason */
    RejectListing(Rejects rejects, PrintWriter out, int samples) {
        this.rejects = rejects;
        this.out = out;
        this.samples = samples;
    }

    void print(RejectSelection selection, OutputFormat format) {
        List<Group> groups = rejects.groups(selection);
        if (format == OutputFormat.json) {
            printJson(groups);
        } else if (groups.isEmpty()) {
            out.println("no rejects");
        } else {
            printTable(groups);
        }
        out.flush();
    }

    private void printTable(List<Group> groups) {
        printRow("hour", "reason", "rejects");
        for (Group group : groups) {
            printRow(group.hour().toString(), PrintableText.quoted(group.reason()), count(group.count()));
            for (StoredReject sample : samples(group)) {
                out.println("    %s #%d: %s"
                        .formatted(
                                PrintableText.quoted(sample.key()),
                                sample.index(),
                                PrintableText.quoted(sample.detail())));
                out.println("        " + firstBytes(sample));
            }
        }
        totals(groups).forEach((reason, count) -> printRow("all hours", PrintableText.quoted(reason), count(count)));
        printRow(
                "all hours",
                "all reasons",
                count(groups.stream().mapToLong(Group::count).sum()));
    }

    private void printRow(String hour, String reason, String count) {
        out.println("%-15s%-16s%12s".formatted(hour, reason, count));
    }

    private static String count(long count) {
        return "%,d".formatted(count);
    }

    private static String firstBytes(StoredReject sample) {
        if (sample.kept() == 0) {
            return "(no bytes)";
        }
        String first = PrintableText.quoted(sample.bytes());
        String more = sample.isWhole() ? "" : " or more";
        return sample.kept() <= FIRST_BYTES ? first : "%s… (%,d bytes%s)".formatted(first, sample.kept(), more);
    }

    private static Map<String, Long> totals(List<Group> groups) {
        Map<String, Long> totals = new TreeMap<>();
        groups.forEach(group -> totals.merge(group.reason(), group.count(), Long::sum));
        return totals;
    }

    private void printJson(List<Group> groups) {
        Map<String, Object> document = new LinkedHashMap<>();
        // Asked for one after the other, while they are written.
        Iterable<Map<String, Object>> hours =
                () -> groups.stream().map(this::document).iterator();
        document.put("groups", hours);
        document.put("totals", totals(groups));
        JsonDocument.print(document, out);
    }

    private Map<String, Object> document(Group group) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("hour", group.hour().toString());
        document.put("reason", group.reason());
        document.put("count", group.count());
        document.put(
                "samples", samples(group).stream().map(RejectListing::document).toList());
        return document;
    }

    private static Map<String, Object> document(StoredReject sample) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("key", sample.key());
        document.put("etag", sample.etag());
        document.put("index", sample.index());
        document.put("detail", sample.detail());
        document.put("firstBytes", PrintableText.quoted(sample.bytes()));
        document.put("bytes", sample.kept());
        document.put("truncated", !sample.isWhole());
        return document;
    }

    private List<StoredReject> samples(Group group) {
        return samples == 0 ? List.of() : rejects.samples(group, samples, FIRST_BYTES);
    }
}
