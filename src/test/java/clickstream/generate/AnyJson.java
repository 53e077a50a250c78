package clickstream.generate;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * JSON of any kind, valid by RFC 8259, with a liking for what the mapping asks for and for what breaks loaders. The smaller the budget,
 * the smaller the value: a test that begins with small ones fails with a small one first. Not thread-safe.
 */
public final class AnyJson {

    /** What a column may make something of, or stumble over; as it stands in JSON. */
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "undefined",
            "null",
            "true",
            "off",
            "0",
            "199000",
            "1,299.00",
            "1e999999999",
            "9223372036854775808",
            "00000000-0000-0000-0000-000000000000",
            "{A0EEBC999C0B4EF8BB6D6BB9BD380A11}",
            "2026-11-20T13:00:00.123456789+07:00",
            "1999-12-31T23:59:59Z",
            "Fri, 20 Nov 2026 13:00:00 GMT",
            "1763600000123",
            "\\u0000",
            "\\ud83d",
            "\\udE00\\uD83D",
            "\\\\u0000",
            "\\\\N",
            "\\n\\\\.\\n",
            "'; drop table x; --",
            "{\\\"a\\\",NULL}",
            "đồng hồ 😀",
            "\uffff\u2028\ufeff");

    private static final List<String> NUMBERS = List.of(
            "0", "1", "-0", "19.99", "1.2e3", "1E-400", "1e999999999", "-9223372036854775808", "1763600000.0000001");

    private static final List<String> WHITE_SPACE = List.of("", "", "", "", " ", "\n", "\r\n\t");

    private final RandomGenerator random;
    private final List<String> names;

    /** @param names that most members are to have */
    public AnyJson(RandomGenerator random, Set<String> names) {
        this.random = random;
        this.names = names.stream().sorted().toList();
    }

    /** A value of at most so many members and elements in all. */
    public String value(int budget) {
        return space()
                + switch (random.nextInt(budget > 0 ? 8 : 5)) {
                    case 0 -> any(List.of("true", "false", "null"));
                    case 1, 2 -> number();
                    case 3, 4 -> string();
                    case 5 -> array(budget);
                    default -> object(budget);
                }
                + space();
    }

    /** An object of at most so many members and elements in all. */
    public String object(int budget) {
        return parts("{", budget, "}", share -> name() + space() + ":" + value(share));
    }

    private String array(int budget) {
        return parts("[", budget, "]", this::value);
    }

    private interface Part {
        String of(int budget);
    }

    /** Flat or deep, as it comes: each part gets a share of what is left. */
    private String parts(String open, int budget, String close, Part part) {
        StringBuilder text = new StringBuilder(open).append(space());
        int left = budget;
        for (int i = random.nextInt(budget + 1); i > 0 && left > 0; i--) {
            int share = random.nextInt(left);
            text.append(part.of(share)).append(i > 1 && left - share > 1 ? "," : "");
            left -= share + 1;
        }
        return text.append(close).toString();
    }

    private String name() {
        return switch (random.nextInt(8)) {
            case 0 -> string();
            case 1 -> "\"" + random.nextInt(3) + "\"";
            default -> "\"" + any(names) + "\"";
        };
    }

    private String string() {
        return switch (random.nextInt(3)) {
            case 0 -> "\"" + any(TEXTS) + "\"";
            case 1 -> "\"" + any(TEXTS) + any(TEXTS) + characters(3) + "\"";
            default -> "\"" + characters(40) + "\"";
        };
    }

    private String characters(int most) {
        return IntStream.range(0, random.nextInt(most))
                .mapToObj(_ -> character())
                .collect(Collectors.joining());
    }

    private String character() {
        int character = random.nextInt(random.nextBoolean() ? 0x100 : Character.MAX_CODE_POINT + 1);
        boolean escaped = character < ' '
                || character == '"'
                || character == '\\'
                || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE)
                || (random.nextInt(4) == 0 && Character.isBmpCodePoint(character));
        return escaped ? "\\u%04x".formatted(character) : Character.toString(character);
    }

    private String number() {
        if (random.nextBoolean()) {
            return any(NUMBERS);
        }
        String whole =
                (random.nextBoolean() ? "-" : "") + (random.nextInt(4) == 0 ? "0" : random.nextInt(1, 10) + digits());
        String fraction = random.nextInt(3) == 0 ? "." + random.nextInt(10) + digits() : "";
        String exponent = random.nextInt(3) == 0 ? any(List.of("e", "E+", "e-")) + random.nextInt(10) + digits() : "";
        return whole + fraction + exponent;
    }

    private String digits() {
        int count = random.nextInt(20) == 0 ? random.nextInt(1_100) : random.nextInt(20);
        return IntStream.range(0, count)
                .mapToObj(_ -> Integer.toString(random.nextInt(10)))
                .collect(Collectors.joining());
    }

    private String space() {
        return any(WHITE_SPACE);
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
