package clickstream.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HourTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T13, events/2026/11/20/13/, 2026-11-20T13:00:00Z",
        "2026-01-02T03, events/2026/01/02/03/, 2026-01-02T03:00:00Z",
        "2026-12-31T23, events/2026/12/31/23/, 2026-12-31T23:00:00Z",
        "2024-02-29T00, events/2024/02/29/00/, 2024-02-29T00:00:00Z",
        // The Sunday on which clocks change in Europe; in UTC it has every hour once.
        "2026-03-29T02, events/2026/03/29/02/, 2026-03-29T02:00:00Z",
        // ISO week-based years differ from calendar years here.
        "2027-01-01T00, events/2027/01/01/00/, 2027-01-01T00:00:00Z",
        "2024-12-30T00, events/2024/12/30/00/, 2024-12-30T00:00:00Z",
        "0999-01-01T00, events/0999/01/01/00/, 0999-01-01T00:00:00Z",
    })
    void isAnInstantATextAndAPrefix(String text, String prefix, Instant start) {
        Hour hour = Hour.parse(text);
        assertThat(hour.start()).isEqualTo(start);
        assertThat(hour.prefix()).isEqualTo(prefix);
        assertThat(hour).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-20",
                "2026-11-20T24",
                "2026-11-20T-1",
                "2026-11-20T1",
                "2026-11-20T013",
                "2026-11-20t13",
                "2026-11-20 13",
                "2026-11-20T13Z",
                "2026-11-20T13:00",
                " 2026-11-20T13",
                "2026-11-31T13",
                "2026-02-29T13",
                "2100-02-29T13",
                "2026-00-20T13",
                "2026-13-20T13",
                "2026-11-00T13",
                "2026-1-20T13",
                "26-11-20T13",
                "20026-11-20T13",
                "-2026-11-20T13",
                "+12026-11-20T13",
                "२०२६-11-20T13",
            })
    void refusesWhatIsNoHour(String text) {
        assertThatThrownBy(() -> Hour.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void beginsWithTheHour() {
        assertThatThrownBy(() -> new Hour(Instant.parse("2026-11-20T13:00:00.000000001Z")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2026-11-20T13:00:00.000000001Z");
        assertThat(Hour.containing(Instant.parse("2026-11-20T13:59:59.999999999Z")))
                .isEqualTo(Hour.parse("2026-11-20T13"));
        assertThat(Hour.containing(Instant.parse("1969-12-31T23:59:59Z"))).isEqualTo(Hour.parse("1969-12-31T23"));
    }

    @Test
    void countsOnAcrossDaysAndYears() {
        Hour last = Hour.parse("2026-12-31T23");
        assertThat(last.plus(1)).isEqualTo(Hour.parse("2027-01-01T00"));
        assertThat(last.plus(-24)).isEqualTo(Hour.parse("2026-12-30T23"));
        assertThat(last.until(last.plus(100))).isEqualTo(100);
        assertThat(last.until(last.plus(-100))).isEqualTo(-100);
        assertThat(last).isLessThan(last.plus(1));
    }

    @Test
    void hasTheSamePrefixInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab-ca-islamic"));
            assertThat(Hour.parse("2026-11-20T13").prefix()).isEqualTo("events/2026/11/20/13/");
            assertThat(Hour.parse("2026-11-20T13")).hasToString("2026-11-20T13");
        } finally {
            Locale.setDefault(before);
        }
    }
}
