package clickstream.report;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.report.HourStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HourChartTest {

    @Test
    void anHourWithoutAValuePartsTheArea() {
        List<HourStatus> hours = hours("2026-11-20T13", 4);
        HourChart chart = HourChart.linear(
                "id",
                "title",
                hours,
                hour -> hour.equals(hours.get(2)) ? OptionalDouble.empty() : OptionalDouble.of(hours.indexOf(hour)));

        // 240 wide each, the greatest value of 3 on a scale to 3.
        assertThat(chart.area()).isEqualTo("M0.0 160V160.0H240.0V106.7H480.0V160ZM720.0 160V0.0H960.0V160Z");
    }

    @Test
    void aShortRangeIsMarkedWithHoursAndALongOneWithDaysAtMidnight() {
        assertThat(chart("2026-11-20T13", 24).times())
                .hasSizeBetween(11, 12)
                .first()
                .isEqualTo(new HourChart.Tick("40.0", "11-20T14"));
        assertThat(chart("2026-11-20T13", 480).times())
                .hasSizeBetween(9, 12)
                .first()
                .isEqualTo(new HourChart.Tick("22.0", "11-21"));
        assertThat(chart("2025-10-18T00", HtmlReport.MOST_HOURS).times()).hasSizeBetween(10, 12);
    }

    private static HourChart chart(String first, int count) {
        return HourChart.linear("id", "title", hours(first, count), _ -> OptionalDouble.of(1));
    }

    private static List<HourStatus> hours(String first, int count) {
        return IntStream.range(0, count)
                .mapToObj(Hour.parse(first)::plus)
                .map(hour -> new HourStatus(hour, State.COMPLETE, null, 1, 0, 0, 1, 0, 0, 0, 1, Duration.ZERO))
                .toList();
    }
}
