package clickstream.parse;

import static clickstream.parse.Readings.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            assertThat(extents).as(text).isEqualTo(new Reference(text).read());
        }
    }

    /** Knows strings without escapes and the number 1. Positions below 0 say that there is no value. */
    private static final class Reference {

        private static final Pattern STRING = Pattern.compile("\"[^\"\n]*\"");
        private static final Pattern NUMBER = Pattern.compile("1+");
        private static final Pattern WHITE_SPACE = Pattern.compile("[ \n]*+");
        private static final Pattern RECOVERY = Pattern.compile("\n(?=[{\\[])");

        private final String text;
        private final List<String> extents = new ArrayList<>();

        Reference(String text) {
            this.text = text;
        }

        List<String> read() {
            int position = space(0);
            while (position < text.length()) {
                position = space(at(position) == '[' ? elements(position + 1) : value(position, true));
            }
            return extents;
        }

        private int elements(int first) {
            int position = space(first);
            for (boolean comma = true; at(position) != ']'; position = space(position)) {
                if (position != space(first) && at(position) == ',') {
                    position = space(position + 1);
                    comma = true;
                }
                if (!comma || end(position) < 0) {
                    return value(position, false);
                }
                position = value(position, true);
                comma = false;
            }
            return position + 1;
        }

        /** Adds a value, or the stretch that begins there; where it ends. */
        private int value(int start, boolean welcome) {
            int end = welcome ? end(start) : -1;
            if (end >= 0) {
                String value = text.substring(start, end);
                boolean empty = value.startsWith("{") && space(1, value) == value.length() - 1;
                extents.add(
                        empty
                                ? "no_event <" + value + ">"
                                : value.startsWith("{") ? "event" : "not_an_object <" + value + ">");
                return end;
            }
            Matcher recovery = RECOVERY.matcher(text);
            int next = recovery.find(start) ? recovery.end() : text.length();
            extents.add("malformed_json <" + text.substring(start, next) + ">");
            return next;
        }

        private int end(int start) {
            return switch (at(start)) {
                case '{' -> members(start + 1, '}');
                case '[' -> members(start + 1, ']');
                case '"' -> match(STRING, start);
                default -> match(NUMBER, start);
            };
        }

        private int members(int first, char close) {
            int position = space(first);
            while (at(position) != close || position != space(first)) {
                if (close == '}') {
                    int name = match(STRING, position);
                    if (name < 0 || at(space(name)) != ':') {
                        return -1;
                    }
                    position = space(space(name) + 1);
                }
                int end = end(position);
                if (end < 0) {
                    return -1;
                }
                position = space(end);
                if (at(position) == close) {
                    return position + 1;
                }
                if (at(position) != ',') {
                    return -1;
                }
                position = space(position + 1);
            }
            return position + 1;
        }

        private char at(int position) {
            return position < text.length() ? text.charAt(position) : 0;
        }

        private int space(int position) {
            return space(position, text);
        }

        private static int space(int position, String text) {
            return Math.max(position, find(WHITE_SPACE, text, position));
        }

        private int match(Pattern pattern, int position) {
            return find(pattern, text, position);
        }

        private static int find(Pattern pattern, String text, int position) {
            Matcher matcher = pattern.matcher(text).region(Math.min(position, text.length()), text.length());
            return matcher.lookingAt() ? matcher.end() : -1;
        }
    }
}
