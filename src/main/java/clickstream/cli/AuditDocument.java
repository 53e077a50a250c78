package clickstream.cli;

import clickstream.audit.Gap;
import clickstream.audit.HourAudit;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** An audit for machines: one JSON document, written hour by hour. */
final class AuditDocument implements AuditReport {

    private final PrintWriter out;
    private final AuditTotal total;

    AuditDocument(PrintWriter out, AuditTotal total) {
        this.out = out;
        this.total = total;
        out.print("{\"deep\":%b,\"hours\":[".formatted(total.isDeep()));
    }

    @Override
    public void add(HourAudit hour) {
        out.print(total.audited() == 0 ? "\n" : ",\n");
        total.add(hour);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("hour", hour.hour().toString());
        document.put("gap", total.isGap(hour));
        document.put("listed", hour.listed());
        document.put("complete", hour.complete());
        document.put("rejected", hour.rejected());
        putGaps(document, hour.events(), hour.gaps());
        document.put(
                "samples", hour.samples().stream().map(AuditDocument::sample).toList());
        out.print(JsonDocument.text(document));
        out.flush();
    }

    @Override
    public void close() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("asked", total.asked());
        document.put("audited", total.audited());
        document.put("empty", total.empty());
        document.put("gap", total.hasGap());
        document.put("listed", total.listed());
        document.put("complete", total.complete());
        document.put("rejected", total.rejected());
        putGaps(document, total.events(), total.gaps());
        out.println("],\n\"total\":%s}".formatted(JsonDocument.text(document)));
        out.flush();
    }

    private void putGaps(Map<String, Object> document, long events, Map<Gap.Kind, Long> gaps) {
        if (total.isDeep()) {
            document.put("events", events);
        }
        for (Gap.Kind kind : Gap.Kind.values()) {
            if (total.isDeep() || !kind.isDeep()) {
                document.put(kind.code(), gaps.getOrDefault(kind, 0L));
            }
        }
    }

    private static Map<String, Object> sample(Gap gap) {
        Map<String, Object> sample = new LinkedHashMap<>();
        sample.put("kind", gap.kind().code());
        sample.put("object", gap.name());
        sample.put("detail", gap.detail());
        return sample;
    }
}
