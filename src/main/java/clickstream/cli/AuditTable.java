package clickstream.cli;

import clickstream.audit.Gap;
import clickstream.audit.HourAudit;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An audit for people: a line for each hour in which there is something. */
final class AuditTable implements AuditReport {

    private static final int SAMPLES = 10;

    private final PrintWriter out;
    private final AuditTotal total;
    private final List<Gap.Kind> kinds;

    AuditTable(PrintWriter out, AuditTotal total) {
        this.out = out;
        this.total = total;
        this.kinds = Arrays.stream(Gap.Kind.values())
                .filter(kind -> total.isDeep() || !kind.isDeep())
                .toList();
    }

    @Override
    public void add(HourAudit hour) {
        if (total.audited() == 0) {
            printHead();
        }
        total.add(hour);
        if (hour.isEmpty()) {
            return;
        }
        printLine(hour.hour().toString(), hour.listed(), hour.complete(), hour.rejected(), hour.events(), hour.gaps());
        kinds.forEach(kind -> printSamples(hour, kind));
        out.flush();
    }

    @Override
    public void close() {
        if (total.audited() == 0) {
            return;
        }
        printLine("total", total.listed(), total.complete(), total.rejected(), total.events(), total.gaps());
        if (total.audited() < total.asked()) {
            out.println("ended after %,d of %,d hours".formatted(total.audited(), total.asked()));
        } else {
            out.println("hours: %,d, empty: %,d; %s"
                    .formatted(total.audited(), total.empty(), total.hasGap() ? "there are gaps" : "no gap"));
            printActions();
        }
        out.flush();
    }

    private void printSamples(HourAudit hour, Gap.Kind kind) {
        hour.samples().stream()
                .filter(gap -> gap.kind() == kind)
                .limit(SAMPLES)
                .forEach(gap -> out.println("  " + gap.line()));
        if (hour.count(kind) > SAMPLES) {
            out.println("  %s  and %,d more".formatted(kind.text(), hour.count(kind) - SAMPLES));
        }
    }

    private void printActions() {
        printAction(
                Set.of(Gap.Kind.MISSING, Gap.Kind.CHANGED, Gap.Kind.FAILED),
                "missing, changed, failed: load the hour again");
        printAction(Set.of(Gap.Kind.VANISHED), "vanished: --ignore-vanished, where a lifecycle rule deletes objects");
        printAction(
                Set.of(Gap.Kind.ROW_DIFFERS),
                "row differs: if S3 is right, delete the row first, then load the hour again with --reload");
        printAction(
                Set.of(Gap.Kind.ROW_MISSING, Gap.Kind.REJECTS_DIFFER),
                "row missing, rejects differ: load the hour again with --reload");
        printAction(Set.of(Gap.Kind.UNREAD), "unread: audit the hour again; nothing is proven of these objects");
    }

    private void printAction(Set<Gap.Kind> kinds, String action) {
        if (kinds.stream().anyMatch(total.gaps()::containsKey)) {
            out.println("  " + action);
        }
    }

    private void printHead() {
        StringBuilder head =
                new StringBuilder("%-13s %11s %11s %9s".formatted("hour", "listed", "complete", "rejected"));
        if (total.isDeep()) {
            head.append(" %13s".formatted("events"));
        }
        kinds.forEach(kind -> head.append(" ")
                .append(" ".repeat(width(kind) - kind.text().length()))
                .append(kind.text()));
        out.println(head);
    }

    private void printLine(
            String first, long listed, long complete, long rejected, long events, Map<Gap.Kind, Long> gaps) {
        StringBuilder line = new StringBuilder("%-13s".formatted(first));
        append(line, 11, listed);
        append(line, 11, complete);
        append(line, 9, rejected);
        if (total.isDeep()) {
            append(line, 13, events);
        }
        kinds.forEach(kind -> append(line, width(kind), gaps.getOrDefault(kind, 0L)));
        out.println(line);
    }

    private static void append(StringBuilder line, int width, long count) {
        String text = "%,d".formatted(count);
        line.append(' ').append(" ".repeat(Math.max(0, width - text.length()))).append(text);
    }

    private static int width(Gap.Kind kind) {
        return Math.max(9, kind.text().length());
    }
}
