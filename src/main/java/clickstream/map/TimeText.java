package clickstream.map;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Time in the words of ISO 8601 or of mail and HTTP, strictly: there is no 30 February and no 24:00. Without an offset it is UTC. */
final class TimeText {

    /** ISO_OFFSET_DATE_TIME, ISO_LOCAL_DATE_TIME and ISO_LOCAL_DATE in one, so that no text is read thrice. */
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .parseLenient() // as ISO_OFFSET_DATE_TIME does: +07 too, though not +0700
            .appendOffsetId()
            .parseStrict()
            .toFormatter(Locale.ROOT)
            .withChronology(IsoChronology.INSTANCE)
            .withResolverStyle(ResolverStyle.STRICT);

    /** Smart by default: it would make 31 April the 30th. */
    private static final DateTimeFormatter RFC_1123 =
            DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private static final int USUAL_LENGTH = "2026-11-20T13:00:05.273Z".length();

    private TimeText() {}

    /** The moment that {@code text} writes; null where it writes none. */
    static @Nullable Moment parse(String text) {
        Instant usual = usual(text);
        Instant iso = usual != null ? usual : instant(ISO, text);
        Instant instant = iso != null ? iso : instant(RFC_1123, text);
        return instant == null ? null : new Moment(instant, false);
    }

    /**
     * What JavaScript's {@code Date.toISOString} writes, and so the ingest function in every event; null for everything else. A formatter
     * takes an eighth of all the time that an event takes.
     */
    private static @Nullable Instant usual(String text) {
        if (text.length() != USUAL_LENGTH) {
            return null;
        }
        for (int at = 0; at < USUAL_LENGTH; at++) {
            char pattern = "dddd-dd-ddTdd:dd:dd.dddZ".charAt(at);
            char character = text.charAt(at);
            if (pattern == 'd' ? character < '0' || character > '9' : character != pattern) {
                return null;
            }
        }
        try {
            return LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 5, 7),
                            number(text, 8, 10),
                            number(text, 11, 13),
                            number(text, 14, 16),
                            number(text, 17, 19),
                            number(text, 20, 23) * 1_000_000)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static @Nullable Instant instant(DateTimeFormatter format, String text) {
        try {
            return instant(format.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from));
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static Instant instant(TemporalAccessor time) {
        return switch (time) {
            case OffsetDateTime withOffset -> withOffset.toInstant();
            case LocalDateTime local -> local.toInstant(ZoneOffset.UTC);
            default -> LocalDate.from(time).atStartOfDay().toInstant(ZoneOffset.UTC);
        };
    }
}
