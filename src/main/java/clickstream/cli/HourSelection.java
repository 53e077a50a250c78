package clickstream.cli;

import clickstream.event.Hour;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say which hours, in UTC. Without any it is the last full hour. */
final class HourSelection {

    /** Ten years: more is taken for a slip of the pen. */
    static final int MOST_HOURS = 87_660;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--hour",
            paramLabel = "HOUR",
            converter = Converters.OfHour.class,
            description = "one hour, in UTC, as 2026-11-20T13")
    private @Nullable Hour hour;

    @Option(
            names = "--date",
            paramLabel = "DATE",
            converter = Converters.OfDate.class,
            description = "the 24 hours of one UTC day, as 2026-11-20")
    private @Nullable LocalDate date;

    @Option(
            names = "--from",
            paramLabel = "HOUR",
            converter = Converters.OfHourOrDate.class,
            description = "the first hour of a range; a date stands for its first hour")
    private @Nullable Hour from;

    @Option(
            names = "--to",
            paramLabel = "HOUR",
            converter = Converters.OfHourOrDate.class,
            description = "end of the range, exclusive")
    private @Nullable Hour to;

    @Option(
            names = "--scheduled-time",
            paramLabel = "INSTANT",
            converter = Converters.OfInstant.class,
            description =
                    "the instant whose last full hour is meant, as 2026-11-20T14:05:00Z; a scheduler passes it, so that a late start loads the right hour (default: now)")
    private @Nullable Instant scheduledTime;

    /** Whether hours are named, and not counted from the clock or the scheduled time. */
    boolean isNamed() {
        return hour != null || date != null || from != null;
    }

    /**
     * The hours, oldest first; none where no option names any.
     *
     * @throws ParameterException where the options contradict each other
     */
    List<Hour> hoursIfAny() {
        boolean any = Stream.of(hour, date, from, to, scheduledTime).anyMatch(option -> option != null);
        return any ? hours() : List.of();
    }

    /**
     * The hours, oldest first.
     *
     * @throws ParameterException where the options contradict each other
     */
    List<Hour> hours() {
        long ways = Stream.of(hour, date, from == null ? to : from, scheduledTime)
                .filter(way -> way != null)
                .count();
        if (ways > 1) {
            throw wrong("--hour, --date, --from with --to, and --scheduled-time exclude each other");
        }
        if (hour != null) {
            return List.of(hour);
        }
        if (date != null) {
            return range(Hour.containing(date.atStartOfDay(ZoneOffset.UTC).toInstant()), 24);
        }
        if (from != null || to != null) {
            return fromTo();
        }
        return List.of(Hour.containing(scheduledTime == null ? Instant.now() : scheduledTime)
                .plus(-1));
    }

    private List<Hour> fromTo() {
        if (from == null || to == null) {
            throw wrong(from == null ? "--to needs --from" : "--from needs --to");
        }
        if (from.compareTo(to) >= 0) {
            throw wrong("--from %s is not before --to %s, the end of the range, exclusive".formatted(from, to));
        }
        if (from.until(to) > MOST_HOURS) {
            throw wrong("--from %s --to %s are more than the %d hours that may be asked for"
                    .formatted(from, to, MOST_HOURS));
        }
        return range(from, from.until(to));
    }

    private static List<Hour> range(Hour first, long count) {
        return Stream.iterate(first, next -> next.plus(1)).limit(count).toList();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
