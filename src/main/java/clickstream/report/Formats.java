package clickstream.report;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How values are written on the page. */
final class Formats {

    private Formats() {}

    static String count(long count) {
        return "%,d".formatted(count);
    }

    /** To the second, in UTC, as in {@code 2026-11-20 14:06:31}. */
    static String instant(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace('T', ' ')
                .replace("Z", "");
    }

    /** In the two largest units that say something, as in {@code 1 d 4 h}. */
    static String duration(Duration duration) {
        if (duration.isNegative()) {
            return "-" + duration(duration.negated());
        }
        if (duration.toDays() > 0) {
            return "%d d %d h".formatted(duration.toDays(), duration.toHoursPart());
        }
        if (duration.toHours() > 0) {
            return "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
        }
        if (duration.toMinutes() > 0) {
            return "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
        }
        return duration.toSeconds() >= 10
                ? "%d s".formatted(duration.toSeconds())
                : "%.1f s".formatted(duration.toMillis() / 1e3);
    }

    /** How many a second; of no time, nothing. */
    static String pace(long count, Duration took) {
        return took.isPositive() ? count(Math.round(count / (took.toNanos() / 1e9))) : "";
    }

    static String percent(long part, long all) {
        return "%.1f %%".formatted(all == 0 ? 0 : 100.0 * part / all);
    }
}
