package clickstream.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object's text by the rules of the data contract, step by step and without care for time or memory: what {@link ObjectParser}
 * must read too. Shares no code with it. Not thread-safe.
 */
public final class ReferenceReader {

    private static final int MOST_LEVELS = 100;
    private static final int LONGEST_NUMBER = 1_000;
    private static final Pattern STRING =
            Pattern.compile("\"(?:[^\"\\\\\\x00-\\x1f]++|\\\\(?:[\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*+\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u(....)|\\\\(.)");
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+");
    private static final Pattern WORD = Pattern.compile("[^ \n\r\t{}\\[\\]\",:]++");
    private static final Pattern WHITE_SPACE = Pattern.compile("[ \n\r\t]*+");
    private static final Pattern RECOVERY = Pattern.compile("\n(?=[{\\[])");

    private final String text;
    private final List<String> extents = new ArrayList<>();

    /** The value's own names, how deep it goes, its longest number; of the value that is being read. */
    private Set<String> names = new HashSet<>();

    private int levels;
    private int longestNumber;

    private ReferenceReader(String text) {
        this.text = text;
    }

    /** {@code event}, or reason and text of a reject: <code>malformed_json &lt;{x&gt;</code>, for each value. */
    public static List<String> read(String text) {
        ReferenceReader reader = new ReferenceReader(text);
        int position = reader.space(0);
        while (position < text.length()) {
            position = reader.space(
                    reader.at(position) == '[' ? reader.elements(position + 1) : reader.value(position, true));
        }
        return reader.extents;
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
        @Nullable String reason = end < 0 ? "malformed_json" : reason(at(start));
        if (end < 0) {
            Matcher recovery = RECOVERY.matcher(text);
            end = recovery.find(start) ? recovery.end() : text.length();
        }
        extents.add(reason == null ? "event" : reason + " <" + text.substring(start, end) + ">");
        return end;
    }

    /** Why the value that was read is no event. */
    private @Nullable String reason(char first) {
        if (levels > MOST_LEVELS) {
            return "too_deep";
        }
        if (longestNumber > LONGEST_NUMBER) {
            return "too_long";
        }
        if (first != '{') {
            return "not_an_object";
        }
        names.remove("_ingest");
        if (names.isEmpty()) {
            return "no_event";
        }
        Set<String> spread =
                IntStream.range(0, names.size()).mapToObj(Integer::toString).collect(Collectors.toSet());
        return names.equals(spread) ? "spread_body" : null;
    }

    /** Where the value that begins there ends; below 0 where there is none. */
    private int end(int start) {
        names = new HashSet<>();
        levels = 0;
        longestNumber = 0;
        return end(start, 1);
    }

    private int end(int start, int level) {
        return switch (at(start)) {
            case '{', '[' -> {
                levels = Math.max(levels, level);
                yield members(start + 1, level, at(start) == '{' ? '}' : ']');
            }
            case '"' -> match(STRING, start);
            default -> word(start);
        };
    }

    private int word(int start) {
        int end = match(WORD, start);
        if (end < 0) {
            return -1;
        }
        String word = text.substring(start, end);
        if (NUMBER.matcher(word).matches()) {
            longestNumber = Math.max(longestNumber, word.length());
            return end;
        }
        return Set.of("true", "false", "null").contains(word) ? end : -1;
    }

    private int members(int first, int level, char close) {
        int position = space(first);
        if (at(position) == close) {
            return position + 1;
        }
        while (true) {
            if (close == '}') {
                int name = at(position) == '"' ? match(STRING, position) : -1;
                if (name < 0 || at(space(name)) != ':') {
                    return -1;
                }
                if (level == 1) {
                    names.add(unescaped(text.substring(position + 1, name - 1)));
                }
                position = space(space(name) + 1);
            }
            int end = end(position, level + 1);
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
    }

    /** What an escape of one letter stands for is not told: no name that matters has one. */
    private static String unescaped(String name) {
        return ESCAPE.matcher(name)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        escape.group(1) == null
                                ? escape.group()
                                : Character.toString((char) Integer.parseInt(escape.group(1), 16))));
    }

    private char at(int position) {
        return position < text.length() ? text.charAt(position) : 0;
    }

    private int space(int position) {
        return Math.max(position, match(WHITE_SPACE, position));
    }

    private int match(Pattern pattern, int position) {
        Matcher matcher = pattern.matcher(text).region(Math.min(position, text.length()), text.length());
        return matcher.lookingAt() ? matcher.end() : -1;
    }
}
