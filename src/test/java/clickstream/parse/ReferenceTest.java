package clickstream.parse;

import static clickstream.parse.Readings.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects put together at random read as the contract's rules, followed step by step and without care for time, read them. */
final class ReferenceTest {

    private static final List<String> FRAGMENTS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "1",
            " ",
            "\n",
            "\"",
            "\"a\"",
            "\n{",
            "\n[",
            "{\"a\":",
            "{\"a\":\n",
            "{\"a\":[\n",
            "[\n[",
            "{\"a\":1}",
            "{\"a\":1},\n",
            "}}",
            "\\u0030\"",
            "{\"0\":",
            "{\"_ingest\":",
            "\r\t",
            "-0.5e+1",
            "null",
            "0",
            "x",
            "\\",
            "]]",
            "}]");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void stretchesAndValuesAreWhereTheRulesSay(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 30_000; i++) {
            StringBuilder stored = new StringBuilder();
            for (int parts = random.nextInt(1, 17); parts > 0; parts--) {
                stored.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
            }
            String text = stored.toString();
            List<String> extents = read(text).stream()
                    .map(value -> value.startsWith("{") ? "event" : value)
                    .toList();
            assertThat(extents).as(text).isEqualTo(ReferenceReader.read(text));
        }
    }
}
