package clickstream.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;

/**
 * One hour partition of the raw bucket, in UTC.
 *
 * @param start the hour's first instant
 */
public record Hour(Instant start) implements Comparable<Hour> {

    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH").withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter PREFIX = DateTimeFormatter.ofPattern("'events/'uuuu/MM/dd/HH/");

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    public Hour {
        if (!start.equals(start.truncatedTo(ChronoUnit.HOURS))) {
            throw new IllegalArgumentException("not the start of an hour: " + start);
        }
        if (start.isBefore(FIRST) || !start.isBefore(END)) {
            throw new DateTimeException("not a year of four digits: " + start);
        }
    }

    /** The hour that contains {@code instant}. */
    public static Hour containing(Instant instant) {
        return new Hour(instant.truncatedTo(ChronoUnit.HOURS));
    }

    /**
     * The hour that {@link #toString} writes as {@code text}, as in {@code 2026-11-20T13}.
     *
     * @throws DateTimeException where there is no such date or hour
     */
    public static Hour parse(String text) {
        return new Hour(LocalDateTime.parse(text, TEXT).toInstant(ZoneOffset.UTC));
    }

    /** What the keys of this hour's objects begin with, as in {@code events/2026/11/20/13/}. */
    public String prefix() {
        return PREFIX.format(start.atOffset(ZoneOffset.UTC));
    }

    public Hour plus(long hours) {
        return new Hour(start.plus(hours, ChronoUnit.HOURS));
    }

    /** How many hours {@code end} is after this one. */
    public long until(Hour end) {
        return ChronoUnit.HOURS.between(start, end.start);
    }

    @Override
    public int compareTo(Hour other) {
        return start.compareTo(other.start);
    }

    @Override
    public String toString() {
        return TEXT.format(start.atOffset(ZoneOffset.UTC));
    }
}
