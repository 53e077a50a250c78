package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.job.LoadPlan;
import clickstream.job.PlannedHour;
import clickstream.load.LoadRuns;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTextTest {

    private static final Hour HOUR = Hour.parse("2026-11-19T23");
    private static final PlannedHour DONE = new PlannedHour(HOUR, true, 1_000, 1_000, true, Duration.ZERO);
    private static final PlannedHour TO_DO = new PlannedHour(HOUR.plus(1), true, 7_000, 400, false, Duration.ZERO);
    private static final PlannedHour UNLISTED = new PlannedHour(HOUR.plus(2), false, 0, 0, false, Duration.ZERO);

    @Test
    void saysWhatThereIsToDoAndHowLongEarlierRunsWouldTakeForIt() {
        assertThat(PlanText.of(new LoadPlan(List.of(DONE, TO_DO), new LoadRuns.Pace(3, 2_200, Duration.ofSeconds(40)))))
                .isEqualTo(
                        "Plan: 2 hours, 2026-11-19T23 to 2026-11-20T00: 8,000 objects listed, 1,400 already done, 6,600 to do in 1 hour; "
                                + "estimate: 2 min 0 s, at the 55 objects/s of the last 3 runs, one hour after the other");
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThat(PlanText.of(new LoadPlan(List.of(DONE, UNLISTED), null)))
                .endsWith("0 to do in 1 hour, 1 of which could not be listed; "
                        + "how long it takes is not known before the first hours are loaded");
    }
}
