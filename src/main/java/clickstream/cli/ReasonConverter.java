package clickstream.cli;

import clickstream.event.RejectReason;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a reason as it stands in the table. */
final class ReasonConverter implements ITypeConverter<RejectReason> {

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
