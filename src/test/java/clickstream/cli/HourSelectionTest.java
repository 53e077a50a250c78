package clickstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class HourSelectionTest {

    @ParameterizedTest
    @CsvSource({
        "--hour 2026-11-20T13,                                2026-11-20T13, 2026-11-20T13, 1",
        "--hour 2024-02-29T23,                                2024-02-29T23, 2024-02-29T23, 1",
        "--date 2026-11-20,                                   2026-11-20T00, 2026-11-20T23, 24",
        // Where clocks are put forward and back, a UTC day has 24 hours all the same.
        "--date 2026-03-29,                                   2026-03-29T00, 2026-03-29T23, 24",
        "--date 2026-10-25,                                   2026-10-25T00, 2026-10-25T23, 24",
        "--date 2024-02-29,                                   2024-02-29T00, 2024-02-29T23, 24",
        "--from 2026-11-20T00 --to 2026-11-20T01,             2026-11-20T00, 2026-11-20T00, 1",
        "--from 2026-11-20T22 --to 2026-11-21T02,             2026-11-20T22, 2026-11-21T01, 4",
        "--from 2026-11-20 --to 2026-11-22,                   2026-11-20T00, 2026-11-21T23, 48",
        "--from 2026-12-31T23 --to 2027-01-01,                2026-12-31T23, 2026-12-31T23, 1",
        "--from 2024-02-01 --to 2024-03-01,                   2024-02-01T00, 2024-02-29T23, 696",
        "--from 2026-02-01 --to 2026-03-01,                   2026-02-01T00, 2026-02-28T23, 672",
        "--scheduled-time 2026-11-20T14:05:00Z,               2026-11-20T13, 2026-11-20T13, 1",
        "--scheduled-time 2026-11-20T14:00:00Z,               2026-11-20T13, 2026-11-20T13, 1",
        "--scheduled-time 2026-11-20T13:59:59.999999999Z,     2026-11-20T12, 2026-11-20T12, 1",
        "--scheduled-time 2026-11-20T00:05:00Z,               2026-11-19T23, 2026-11-19T23, 1",
        "--scheduled-time 2027-01-01T00:00:00Z,               2026-12-31T23, 2026-12-31T23, 1",
        "--scheduled-time 2024-03-01T00:30:00Z,               2024-02-29T23, 2024-02-29T23, 1",
        "--scheduled-time 2026-11-20T00:05:00+07:00,          2026-11-19T16, 2026-11-19T16, 1",
        "--scheduled-time 2026-11-20T14:05:00+05:30,          2026-11-20T07, 2026-11-20T07, 1",
        "--scheduled-time 2026-11-19T23:10:00-02:00,          2026-11-20T00, 2026-11-20T00, 1",
        "--scheduled-time 2026-11-20T14:05Z,                  2026-11-20T13, 2026-11-20T13, 1"
    })
    void theHoursAreThoseThatAreNamedOldestFirst(String options, String first, String last, int count) {
        List<Hour> hours = hours(options.split(" "));

        assertThat(hours).hasSize(count).isSorted().doesNotHaveDuplicates();
        assertThat(hours.getFirst()).hasToString(first);
        assertThat(hours.getLast()).hasToString(last);
    }

    @Test
    void withoutOptionsItIsTheLastFullHour() {
        Instant before = Instant.now();
        List<Hour> hours = hours();
        Instant after = Instant.now();

        assertThat(hours).singleElement().satisfies(hour -> {
            assertThat(hour.plus(1)).isBetween(Hour.containing(before), Hour.containing(after));
        });
    }

    private static List<Hour> hours(String... options) {
        return CommandLine.populateCommand(new TestingCommand(), options)
                .selection
                .hours();
    }

    @Command(name = "testing")
    static final class TestingCommand {

        @Mixin
        private final HourSelection selection = new HourSelection();
    }
}
