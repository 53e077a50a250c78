package clickstream.map;

import java.time.Instant;

/** Time since 1970 in a unit that the size of the number tells: seconds below 1e11, then milli-, micro- and nanoseconds. */
final class EpochTime {

    private static final int NANO_DIGITS = 9;

    /** More digits of seconds are beyond {@code Instant}. */
    private static final int SECOND_DIGITS = 16;

    private EpochTime() {}

    /** What is beyond {@code Instant} becomes its bound, which is no more plausible; so does what is negative. */
    static Moment of(Decimal number) {
        if (number.negative()) {
            return new Moment(Instant.MIN, false);
        }
        long point = number.point() - digitsBelowSecond(number.point());
        if (point > SECOND_DIGITS) {
            return new Moment(Instant.MAX, false);
        }
        long seconds = digits(number, Math.min(point, 0), point);
        long nanos = digits(number, point, point + NANO_DIGITS);
        boolean finer = number.digits().length() > point + NANO_DIGITS;
        return new Moment(Instant.ofEpochSecond(seconds, nanos), finer);
    }

    /** As a number is less than 10^n exactly when it has no more than n digits before its point. */
    private static int digitsBelowSecond(long point) {
        if (point <= 11) {
            return 0;
        }
        if (point <= 14) {
            return 3;
        }
        return point <= 17 ? 6 : NANO_DIGITS;
    }

    private static long digits(Decimal number, long from, long to) {
        long value = 0;
        for (long i = from; i < to; i++) {
            value = value * 10 + number.digit(i);
        }
        return value;
    }
}
