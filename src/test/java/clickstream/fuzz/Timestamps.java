package clickstream.fuzz;

import clickstream.event.MappedEvent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Times, as strings and as JSON numbers: what java.time's own formatters and {@link BigDecimal} make of them. */
public final class Timestamps {

    private static final String COLUMN = "event_timestamp";
    private static final List<DateTimeFormatter> FORMATS = List.of(
            DateTimeFormatter.ISO_OFFSET_DATE_TIME,
            DateTimeFormatter.ISO_LOCAL_DATE_TIME,
            DateTimeFormatter.ISO_LOCAL_DATE,
            DateTimeFormatter.RFC_1123_DATE_TIME.withResolverStyle(ResolverStyle.STRICT));
    private static final BigDecimal EARLIEST = BigDecimal.valueOf(946_684_800L);
    private static final BigDecimal LATEST =
            BigDecimal.valueOf(Column.MODIFIED.plus(1, ChronoUnit.DAYS).getEpochSecond());

    private Timestamps() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = Column.text(input);
        check(text, false, text.matches("[0-9]+") ? ofNumber(text) : ofText(text));
        if (Column.NUMBER.matcher(text).matches()) {
            check(text, true, ofNumber(text));
        }
    }

    private static void check(String text, boolean asNumber, String expected) {
        MappedEvent event = Column.map("eventTimestamp", Column.value(text, asNumber));
        String actual = Column.reason(event, COLUMN) + " " + event.row().eventTimestamp();
        Promise.isKept(actual.equals(expected), "'%s' is %s".formatted(text, expected), actual);
    }

    private static String ofText(String text) {
        for (DateTimeFormatter format : FORMATS) {
            try {
                Instant instant =
                        instant(format.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from));
                return judged(
                        BigDecimal.valueOf(instant.getEpochSecond()).add(BigDecimal.valueOf(instant.getNano(), 9)));
            } catch (DateTimeException _) {
                // Perhaps the next one.
            }
        }
        return unusable("bad_timestamp");
    }

    private static Instant instant(TemporalAccessor time) {
        return switch (time) {
            case OffsetDateTime offset -> offset.toInstant();
            case LocalDateTime local -> local.toInstant(ZoneOffset.UTC);
            default -> LocalDate.from(time).atStartOfDay().toInstant(ZoneOffset.UTC);
        };
    }

    private static String ofNumber(String text) {
        Exact number = Exact.of(text.replaceFirst("^0+(?=[0-9])", ""));
        return number.isHuge() || number.isTiny() ? judged(null) : judged(seconds(number.value()));
    }

    private static BigDecimal seconds(BigDecimal number) {
        int unit = isBelow(number, 11) ? 0 : isBelow(number, 14) ? 3 : isBelow(number, 17) ? 6 : 9;
        return number.scaleByPowerOfTen(-unit);
    }

    private static boolean isBelow(BigDecimal number, int power) {
        return number.compareTo(BigDecimal.ONE.scaleByPowerOfTen(power)) < 0;
    }

    /** @param seconds since 1970; null where they are far from anything plausible */
    private static String judged(@Nullable BigDecimal seconds) {
        if (seconds == null || seconds.compareTo(EARLIEST) < 0 || seconds.compareTo(LATEST) > 0) {
            return unusable("implausible_timestamp");
        }
        BigDecimal micros = seconds.setScale(6, RoundingMode.FLOOR);
        long whole = micros.longValue();
        long nanos = micros.remainder(BigDecimal.ONE).movePointRight(9).longValueExact();
        return "exact " + Instant.ofEpochSecond(whole, nanos);
    }

    private static String unusable(String reason) {
        return reason + " " + Column.MODIFIED;
    }
}
