package clickstream.cli;

import clickstream.event.Hour;
import clickstream.event.RejectReason;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What options read. */
final class Converters {

    private Converters() {}

    private static <T> T time(Function<String, T> parse, String text, String typed, String what) {
        try {
            return parse.apply(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("'%s' is not %s".formatted(typed, what));
        }
    }

    /** A date as {@code 2026-11-20}. */
    static final class OfDate implements ITypeConverter<LocalDate> {

        @Override
        public LocalDate convert(String value) {
            return time(LocalDate::parse, value, value, "a date such as 2026-11-20");
        }
    }

    /** An hour as {@code 2026-11-20T13}. */
    static final class OfHour implements ITypeConverter<Hour> {

        private static final String WHAT = "an hour in UTC such as 2026-11-20T13";

        @Override
        public Hour convert(String value) {
            return time(Hour::parse, value, value, WHAT);
        }
    }

    /** An hour as {@code 2026-11-20T13}, or a date as its first hour. */
    static final class OfHourOrDate implements ITypeConverter<Hour> {

        @Override
        public Hour convert(String value) {
            return time(Hour::parse, value.contains("T") ? value : value + "T00", value, OfHour.WHAT);
        }
    }

    /** An instant as {@code 2026-11-20T14:05:00Z}, with any offset. */
    static final class OfInstant implements ITypeConverter<Instant> {

        @Override
        public Instant convert(String value) {
            return time(
                    text -> OffsetDateTime.parse(text).toInstant(),
                    value,
                    value,
                    "an instant such as 2026-11-20T14:05:00Z");
        }
    }

    /** A duration as {@code 90s} or {@code 10m}; a number alone is refused, for it could be seconds or minutes. */
    static final class OfDuration implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String value) {
            if (value.matches("[0-9]+")) {
                throw new TypeConversionException("'%1$s' has no unit; is it %1$ss or %1$sm?".formatted(value));
            }
            try {
                Duration duration = DurationStyle.detectAndParse(value);
                if (!duration.isNegative()) {
                    return duration;
                }
            } catch (IllegalArgumentException e) {
                // Said below, with an example.
            }
            throw new TypeConversionException("'%s' is not a duration such as 90s or 10m".formatted(value));
        }
    }

    /** A reason as it stands in the table. */
    static final class OfReason implements ITypeConverter<RejectReason> {

        @Override
        public RejectReason convert(String value) {
            return Arrays.stream(RejectReason.values())
                    .filter(reason -> reason.code().equals(value))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'%s' is none of %s"
                            .formatted(
                                    value,
                                    Arrays.stream(RejectReason.values())
                                            .map(RejectReason::code)
                                            .collect(Collectors.joining(", ")))));
        }
    }
}
