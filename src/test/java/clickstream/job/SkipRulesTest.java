package clickstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.SkipReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SkipRulesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "read",
            value = {
                "''                  | FOLDER",
                "folder/             | FOLDER",
                "_temporary/         | FOLDER",
                "a.tmp/              | FOLDER",
                "_SUCCESS            | HIDDEN",
                "_                   | HIDDEN",
                ".hidden             | HIDDEN",
                ".                   | HIDDEN",
                "..                  | HIDDEN",
                ".tmp                | HIDDEN",
                "_x.tmp              | HIDDEN",
                "folder/_SUCCESS     | HIDDEN",
                "folder/.hidden      | HIDDEN",
                "event-1.json.tmp    | TEMPORARY",
                "folder/x.tmp        | TEMPORARY",
                "event-1.json        | read",
                "event-1.json.gz     | read",
                "_folder/event.json  | read",
                ".folder/event.json  | read",
                "x.tmp/event.json    | read",
                "event_1.json        | read",
                "tmp                 | read",
                "event.TMP           | read",
                "event.tmp2          | read",
                "' _leading blank'   | read",
            })
    void areToldByTheirNames(String name, @Nullable SkipReason reason) {
        assertThat(SkipRules.skipReason(name, name.isEmpty() || name.endsWith("/") ? 0 : 1))
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "folder/", "_temporary/"})
    void whatIsCalledAsAFolderAndHasBytesIsRead(String name) {
        assertThat(SkipRules.skipReason(name, 1)).isNull();
    }
}
