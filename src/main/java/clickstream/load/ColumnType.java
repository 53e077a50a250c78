package clickstream.load;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Types of columns that somebody else made. The types are as {@code format_type} writes them.
 *
 * <p>No change here loses anything, whatever the time zone of the session that makes it: one that would, fails.
 */
final class ColumnType {

    private static final Pattern TEXTS =
            Pattern.compile("(text|citext|character varying|character|bpchar)(\\(\\d+\\))?");
    private static final Pattern TIMES = Pattern.compile("(timestamp|time|date|interval).*");
    private static final Pattern INSTANTS = Pattern.compile("timestamp(\\(\\d\\))? with time zone");
    private static final Pattern LOCAL_TIMES = Pattern.compile("timestamp(\\(\\d\\))? without time zone|date");
    private static final Pattern NUMBERS = Pattern.compile("numeric.*");
    private static final Pattern INTEGERS = Pattern.compile("smallint|integer");
    private static final Pattern READABLE_NUMBERS = Pattern.compile("real|double precision");
    private static final Pattern READABLE_FLAGS = Pattern.compile("smallint|integer|bigint");

    private ColumnType() {}

    /** Whether a column of that type holds each value of {@code column} as it is. */
    static boolean holds(EventColumn column, String type) {
        return switch (column.type()) {
            case "timestamptz" -> type.equals("timestamp with time zone");
            case "text" -> type.equals("text") || type.equals("character varying");
            default -> type.equals(column.type());
        };
    }

    /** The part of an ALTER TABLE that makes the column what it must be; empty where only its owner knows what its values mean. */
    static Optional<String> change(EventColumn column, String type) {
        boolean isText = TEXTS.matcher(type).matches();
        return switch (column.type()) {
            case "text" ->
                TIMES.matcher(type).matches() ? Optional.empty() : Optional.of(to(column, isText ? "" : "%s::text"));
            case "timestamptz" -> {
                if (INSTANTS.matcher(type).matches()) {
                    yield Optional.of(to(column, ""));
                }
                // Its times are UTC where the function wrote it that this job replaces.
                yield LOCAL_TIMES.matcher(type).matches()
                        ? Optional.of(to(column, "%s::timestamp AT TIME ZONE 'UTC'"))
                        : Optional.empty();
            }
            case "bigint" -> {
                if (INTEGERS.matcher(type).matches()) {
                    yield Optional.of(to(column, ""));
                }
                if (NUMBERS.matcher(type).matches()) {
                    // A cast alone would round.
                    yield Optional.of(to(column, "trim_scale(%s)::text::bigint"));
                }
                yield isText || READABLE_NUMBERS.matcher(type).matches()
                        ? Optional.of(to(column, "%s::text::bigint"))
                        : Optional.empty();
            }
            case "boolean" ->
                isText || READABLE_FLAGS.matcher(type).matches()
                        ? Optional.of(to(column, "%s::text::boolean"))
                        : Optional.empty();
            default -> isText ? Optional.of(to(column, "%s::text::" + column.type())) : Optional.empty();
        };
    }

    private static String to(EventColumn column, String using) {
        String change = "ALTER COLUMN %s TYPE %s".formatted(column.sqlName(), column.type());
        return using.isEmpty() ? change : "%s USING %s".formatted(change, using.formatted(column.sqlName()));
    }
}
