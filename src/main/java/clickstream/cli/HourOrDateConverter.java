package clickstream.cli;

import clickstream.event.Hour;
import java.time.DateTimeException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an hour as {@code 2026-11-20T13}, or a date as its first hour. */
final class HourOrDateConverter implements ITypeConverter<Hour> {

    @Override
    public Hour convert(String value) {
        try {
            return Hour.parse(value.contains("T") ? value : value + "T00");
        } catch (DateTimeException e) {
            throw new TypeConversionException("'%s' is no hour in UTC like 2026-11-20T13".formatted(value));
        }
    }
}
