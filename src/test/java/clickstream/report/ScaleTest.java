package clickstream.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleTest {

    @ParameterizedTest
    @CsvSource({
        "0, '0, 0.2, 0.4, 0.6, 0.8, 1'",
        "1, '0, 0.2, 0.4, 0.6, 0.8, 1'",
        "4, '0, 1, 2, 3, 4'",
        "1951, '0, 500, 1,000, 1,500, 2,000'",
        "9999, '0, 2,000, 4,000, 6,000, 8,000, 10,000'"
    })
    void countsAreMarkedInRoundSteps(double most, String ticks) {
        Scale scale = Scale.linear(most);
        assertThat(String.join(", ", scale.ticks().stream().map(scale::label).toList()))
                .isEqualTo(ticks);
    }

    @ParameterizedTest
    @CsvSource({
        "0, '10 s, 1 min'",
        "60, '10 s, 1 min'",
        "390, '10 s, 1 min, 10 min'",
        "200000, '10 s, 1 min, 10 min, 1 h, 6 h, 1 d, 10 d'"
    })
    void timesAreMarkedAsPeopleCountThem(double most, String ticks) {
        Scale scale = Scale.logarithmic(most);
        assertThat(String.join(", ", scale.ticks().stream().map(scale::label).toList()))
                .isEqualTo(ticks);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1, 7, 1_234, 1e6, 4e9})
    void theGreatestValueStandsWithinTheChart(double most) {
        assertThat(Scale.linear(most).share(most)).isBetween(0.0, 1.0);
        assertThat(Scale.logarithmic(most).share(most)).isBetween(0.0, 1.0);
    }

    @Test
    void aTickStandsWhereItsValueDoes() {
        assertThat(Scale.linear(2_000).share(500)).isEqualTo(0.25, within(1e-9));
        assertThat(Scale.logarithmic(600).share(10)).isZero();
        assertThat(Scale.logarithmic(600).share(-5)).isZero();
        assertThat(Scale.logarithmic(600).share(600)).isEqualTo(1, within(1e-9));
    }
}
