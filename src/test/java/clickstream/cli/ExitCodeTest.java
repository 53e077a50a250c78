package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import clickstream.job.RejectLimit;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {

    private static final RejectLimit LIMIT = new RejectLimit(0.05, 10);

    @ParameterizedTest
    @CsvSource({
        "COMPLETE,                        0",
        "COMPLETE LOCKED,                   5",
        "LOCKED STOPPED COMPLETE,         143",
        "STOPPED INCOMPLETE,              1",
        "LOCKED FAILED,                     1"
    })
    void ofSeveralHoursTheGravestCounts(String outcomes, int exitCode) {
        List<HourResult> results = Arrays.stream(outcomes.split(" ", -1))
                .map(outcome -> result(HourOutcome.valueOf(outcome), 100, 0))
                .toList();

        assertThat(ExitCode.of(results, LIMIT)).isEqualTo(exitCode);
        assertThat(ExitCode.of(results)).isEqualTo(exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "  0,   0, 0",
        "  9,   9, 0", // all of them, and fewer than 10
        " 10,  10, 4",
        " 10, 200, 0", // exactly 5 %
        " 10, 199, 4",
        "100, 3000, 0"
    })
    void moreRejectsThanAreUsualAreACodeOfTheirOwn(long rejected, long read, int exitCode) {
        assertThat(ExitCode.of(List.of(result(HourOutcome.COMPLETE, read, rejected)), LIMIT))
                .isEqualTo(exitCode);
    }

    @Test
    void theHoursAreJudgedOneByOneAndWhatIsGraverComesFirst() {
        HourResult good = result(HourOutcome.COMPLETE, 1_000, 0);
        HourResult bad = result(HourOutcome.COMPLETE, 100, 50);

        assertThat(ExitCode.of(List.of(good, bad, good), LIMIT)).isEqualTo(4);
        assertThat(ExitCode.of(List.of(bad, result(HourOutcome.LOCKED, 0, 0)), LIMIT))
                .isEqualTo(5);
        assertThat(ExitCode.of(List.of(bad)))
                .as("where rejects are what is asked for")
                .isZero();
    }

    private static HourResult result(HourOutcome outcome, long read, long rejected) {
        EventCounts events = new EventCounts(read, read - rejected, 0, 0, rejected);
        return new HourResult(
                Hour.parse("2026-11-20T13"),
                outcome,
                1,
                new LoadCounts(ObjectCounts.NONE, events),
                0,
                0,
                0,
                Duration.ZERO,
                null);
    }
}
