package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.audit.Gap;
import clickstream.audit.HourAudit;
import clickstream.event.Hour;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class AuditReportTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    private final StringWriter out = new StringWriter();

    @Test
    void theTableHasALineForEachHourWithSomethingAndASum() {
        print(OutputFormat.text, new AuditTotal(3, false, false), clean(0), clean(25_000), missing(12));

        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                hour               listed    complete  rejected   missing   changed    failed  vanished
                2026-11-20T13      25,001      25,000         1         0         0         0         0
                2026-11-20T13          12           0         0        12         0         0         0
                  missing  event-0
                  missing  event-1
                  missing  event-2
                  missing  event-3
                  missing  event-4
                  missing  event-5
                  missing  event-6
                  missing  event-7
                  missing  event-8
                  missing  event-9
                  missing  and 2 more
                total              25,013      25,000         1        12         0         0         0
                hours: 3, empty: 1; there are gaps
                  missing, changed, failed: load the hour again
                """);
    }

    @Test
    void aNameOfAStrangerDoesNotReachTheTerminalRaw() {
        HourAudit audit = new HourAudit(
                HOUR,
                1,
                0,
                0,
                0,
                Map.of(Gap.Kind.MISSING, 1L),
                List.of(new Gap(Gap.Kind.MISSING, "a\u001b[31m\nb", "")));
        print(OutputFormat.text, new AuditTotal(1, true, false), audit);

        assertThat(out.toString())
                .contains("a\\x1b[31m\\nb")
                .contains("row missing")
                .doesNotContain("\u001b");
    }

    @Test
    void vanishedObjectsAreNoGapWhereTheyAreIgnored() {
        HourAudit audit = new HourAudit(HOUR, 0, 0, 0, 0, Map.of(Gap.Kind.VANISHED, 1L), List.of());
        AuditTotal total = new AuditTotal(1, false, true);
        print(OutputFormat.text, total, audit);

        assertThat(total.hasGap()).isFalse();
        assertThat(out.toString()).contains("hours: 1, empty: 0; no gap");
    }

    @Test
    void theDocumentIsJsonWithEveryHourAndEveryKind() {
        print(OutputFormat.json, new AuditTotal(3, true, false), clean(0), clean(5), missing(12));

        assertThat(namesInJson().stream().filter(name -> name.equals("samples")))
                .hasSize(3);
        assertThat(total())
                .contains(
                        "\"asked\":3",
                        "\"audited\":3",
                        "\"empty\":1",
                        "\"gap\":true",
                        "\"missing\":12",
                        "\"unread\":0");
        assertThat(out.toString())
                .contains("{\"kind\":\"missing\",\"object\":\"event-11\",\"detail\":\"\"}")
                .contains("\"gap\":false,\"listed\":6,\"complete\":5,\"rejected\":1,\"events\":0");
    }

    @Test
    void anAuditThatEndsEarlySaysSoAndIsStillJson() {
        print(OutputFormat.json, new AuditTotal(3, false, false));
        assertThat(namesInJson()).contains("total");
        assertThat(total()).contains("\"asked\":3", "\"audited\":0");
    }

    /** The names of all members, in order; fails where it is not one JSON document. */
    private List<String> namesInJson() {
        List<String> names = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), out.toString())) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.PROPERTY_NAME) {
                    names.add(parser.currentName());
                }
            }
            assertThat(depth).isZero();
        }
        return names;
    }

    private String total() {
        return out.toString().substring(out.toString().indexOf("\"total\""));
    }

    private void print(OutputFormat format, AuditTotal total, HourAudit... audits) {
        try (AuditReport report = AuditReport.of(format, new PrintWriter(out), total)) {
            for (HourAudit audit : audits) {
                report.add(audit);
            }
        }
    }

    private static HourAudit clean(int complete) {
        int rejected = complete == 0 ? 0 : 1;
        return new HourAudit(HOUR, complete + rejected, complete, rejected, 0, Map.of(), List.of());
    }

    private static HourAudit missing(int count) {
        return new HourAudit(
                HOUR,
                count,
                0,
                0,
                0,
                Map.of(Gap.Kind.MISSING, (long) count),
                IntStream.range(0, count)
                        .mapToObj(number -> new Gap(Gap.Kind.MISSING, "event-" + number, ""))
                        .toList());
    }
}
