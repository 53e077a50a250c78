package clickstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.SkipReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {

    private static final int MAX_OBJECT_SIZE = 1 << 20;

    @ParameterizedTest
    @CsvSource({"_SUCCESS, HIDDEN", "x.tmp, TEMPORARY"})
    void whatIsNoEventByItsNameIsSkippedHoweverLarge(String name, SkipReason reason) {
        assertThat(of(name, 5L << 30)).isEqualTo(new Selection.Skip(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "folder/"})
    void onlyAnEmptyObjectIsAFolder(String name) {
        assertThat(of(name, 0)).isEqualTo(new Selection.Skip(SkipReason.FOLDER));
        assertThat(of(name, 1)).isInstanceOf(Selection.Read.class);
        assertThat(of(name, 5L << 30)).isInstanceOf(Selection.TooLarge.class);
    }

    @Test
    void whatTheListingShowsToBeTooLargeIsNotAskedFor() {
        assertThat(of("event-0", MAX_OBJECT_SIZE)).isEqualTo(new Selection.Read());
        assertThat(of("event-0", MAX_OBJECT_SIZE + 1)).isEqualTo(new Selection.TooLarge());
    }

    @Test
    void whatTheLedgerCannotNameIsNotAskedFor() {
        assertThat(of("_a\0b", 1)).isInstanceOf(Selection.Unstorable.class);
    }

    private static Selection of(String name, long size) {
        Hour hour = Hour.parse("2026-11-20T13");
        return Selection.of(new ListedObject(hour, name, "e", size, hour.start()), MAX_OBJECT_SIZE);
    }
}
