package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import clickstream.testing.TestingCounts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SummaryTest {

    private static final Hour FIRST = Hour.parse("2026-11-19T22");
    private static final List<Hour> SIX =
            Stream.iterate(FIRST, hour -> hour.plus(1)).limit(6).toList();
    private static final LoadCounts COUNTS = TestingCounts.of(
            "12345 listed = 45 already + 12000 loaded + 100 skipped + 150 rejected + 50 failed",
            "13000 read = 12500 inserted + 20 duplicate + 30 conflicting + 450 rejected");

    private final StringWriter out = new StringWriter();

    @Test
    void severalHoursAreATableInTheirOrderHoweverTheyEnd() {
        try (Summary summary = summary(SIX.subList(0, 2), OutputFormat.text)) {
            summary.add(result(1, HourOutcome.COMPLETE, LoadCounts.NONE, null));
            summary.add(result(0, HourOutcome.COMPLETE, COUNTS, null));
            assertThat(out.toString()).as("until the end").isEmpty();
        }
        assertThat(out.toString().replaceAll("\\d\\.\\d\n2 ", "1.5\n2 "))
                .startsWith("""
                hour           outcome   listed  already  loaded  skipped  rejected  failed  inserted  duplicate  conflicting  rejects  seconds
                2026-11-19T22  complete  12,345       45  12,000      100       150      50    12,500         20           30      450      1.5
                2026-11-19T23  complete       0        0       0        0         0       0         0          0            0        0      1.5
                total          2 hours   12,345       45  12,000      100       150      50    12,500         20           30      450  \
                """)
                .endsWith("\nall 2 hours are complete\n");
    }

    @Test
    void whatWentWrongAndWhatWasNotBegunIsSaidBelowTheTable() {
        try (Summary summary = summary(SIX, OutputFormat.text)) {
            summary.add(result(0, HourOutcome.FAILED, COUNTS, "disk full"));
            summary.add(result(1, HourOutcome.LOCKED, LoadCounts.NONE, "in use by somebody"));
            summary.add(result(3, HourOutcome.STOPPED, COUNTS, "asked to stop"));
        }
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "2026-11-19T22 failed - - 12,000 100 150 50 12,500 20 30 450 1.5",
                        "2026-11-19T23 locked - - 0 0 0 0 0 0 0 0 1.5",
                        "hour 2026-11-19T22 failed: disk full",
                        "hour 2026-11-19T23 locked: in use by somebody",
                        "hour 2026-11-20T01 stopped: asked to stop",
                        "0 of 6 hours are complete",
                        "not begun: 3 hours, 2026-11-20T00, 2026-11-20T02 to 2026-11-20T03",
                        "Loaded data is kept. To resume, run: etl load --from a --to b");
    }

    @Test
    void whereNothingWasBegunThereIsNoTable() {
        summary(SIX, OutputFormat.text).close();
        assertThat(out.toString()).isEqualTo("""
                0 of 6 hours are complete
                not begun: 6 hours, 2026-11-19T22 to 2026-11-20T03
                Loaded data is kept. To resume, run: etl load --from a --to b
                """);
    }

    @Test
    void anHourThatIsNotOverIsSaidToBeSo() {
        Hour now = Hour.containing(Instant.now());
        for (Hour hour : List.of(now.plus(-1), now.plus(1))) {
            try (Summary summary = summary(List.of(hour), OutputFormat.text)) {
                summary.add(
                        new HourResult(hour, HourOutcome.COMPLETE, 1, LoadCounts.NONE, 0, 0, 0, Duration.ZERO, null));
            }
        }
        assertThat(out.toString().lines().filter(line -> line.startsWith("hour") || line.contains("was not over")))
                .containsExactly(
                        "hour %s complete".formatted(now.plus(-1)),
                        "hour %s complete".formatted(now.plus(1)),
                        "  the hour was not over: what comes in it from now on is for the next load of it");
    }

    @Test
    void theDocumentHasTheHoursInTheirOrderAndThoseNotBegun() {
        try (Summary summary = summary(SIX.subList(0, 3), OutputFormat.json)) {
            summary.add(result(1, HourOutcome.COMPLETE, LoadCounts.NONE, null));
            summary.add(result(0, HourOutcome.STOPPED, COUNTS, "asked to stop"));
        }
        assertThat(out.toString())
                .matches(
                        "\\{\"dryRun\":false,\"hours\":\\[\\{\"hour\":\"2026-11-19T22\",\"status\":\"stopped\".*"
                                + "\\{\"hour\":\"2026-11-19T23\",\"status\":\"complete\".*],\"notBegun\":\\[\"2026-11-20T00\"]}\n");
    }

    private Summary summary(List<Hour> asked, OutputFormat format) {
        return new Summary(new PrintWriter(out), asked, "etl load --from a --to b", format, false);
    }

    private static HourResult result(int hour, HourOutcome outcome, LoadCounts counts, @Nullable String failure) {
        return new HourResult(SIX.get(hour), outcome, 1, counts, 0, 0, 0, Duration.ofMillis(1_500), failure);
    }
}
