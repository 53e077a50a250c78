package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadSnapshotTest {

    @Test
    void fitsIntoALineOfATerminal() {
        assertThat(new LoadSnapshot(87_659, 87_660, 9_999_999, 99_999_999, 12_345.6))
                .hasToString("87,659 of 87,660 hours, 9,999,999 of 99,999,999 objects, 12,346/s, 2 h 1 min left");
        assertThat(new LoadSnapshot(1, 72, 0, 21_600, 0))
                .hasToString("1 of 72 hours, 0 of 21,600 objects, no rate yet");
        assertThat(new LoadSnapshot(1, 72, 100, 21_600, 4.25).toString())
                .endsWith("100 of 21,600 objects, 4.3/s, 1 h 24 min left");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "499, 0 s",
        "59499, 59 s",
        "59500, 1 min 0 s",
        "3599499, 59 min 59 s",
        "3599500, 1 h 0 min",
        "90000000, 25 h 0 min"
    })
    void timesAreSaidInTwoUnitsAtMost(long milliseconds, String text) {
        assertThat(LoadSnapshot.text(Duration.ofMillis(milliseconds))).isEqualTo(text);
    }

    @Test
    void theRateIsThatOfTheLastHalfMinute() {
        RecentRate rate = new RecentRate();
        assertThat(rate.at(0, 0)).isZero();
        assertThat(rate.at(seconds(10), 1_000)).isEqualTo(100);
        assertThat(rate.at(seconds(20), 3_000)).isEqualTo(150);
        assertThat(rate.at(seconds(45), 3_000)).as("since the second 20").isEqualTo(0);
        assertThat(rate.at(seconds(46), 3_100)).isEqualTo(100 / 26.0);
    }

    private static long seconds(long count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
