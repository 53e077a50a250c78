package clickstream.map;

import clickstream.event.IssueReason;
import clickstream.event.JsonValue;
import clickstream.event.JsonValue.JsonArray;
import clickstream.event.JsonValue.JsonBoolean;
import clickstream.event.JsonValue.JsonNull;
import clickstream.event.JsonValue.JsonNumber;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.JsonValue.JsonString;
import clickstream.map.Reading.Exact;
import clickstream.map.Reading.Unusable;

/** Values as a {@code bigint}: JSON numbers with an integral value in its range, and strings of one with or without blanks around it. */
final class WholeNumber {

    private WholeNumber() {}

    static Reading<Long> read(JsonValue value) {
        return switch (value) {
            case JsonNumber(String literal) -> read(literal);
            case JsonString(String text) -> read(text.strip());
            case JsonBoolean _, JsonObject _, JsonArray _, JsonNull _ -> new Unusable<>(IssueReason.NOT_A_NUMBER);
        };
    }

    private static Reading<Long> read(String text) {
        Decimal number = Decimal.parse(text);
        if (number == null) {
            return new Unusable<>(IssueReason.NOT_A_NUMBER);
        }
        return number.isIntegral() ? read(number) : new Unusable<>(IssueReason.NOT_INTEGRAL);
    }

    /** Computes with negative numbers, as there is one more of them. */
    private static Reading<Long> read(Decimal number) {
        long negated = 0;
        for (int i = 0; i < number.point(); i++) {
            int digit = number.digit(i);
            if (negated < (Long.MIN_VALUE + digit) / 10) {
                return new Unusable<>(IssueReason.OUT_OF_RANGE);
            }
            negated = negated * 10 - digit;
        }
        if (number.negative()) {
            return new Exact<>(negated);
        }
        return negated == Long.MIN_VALUE ? new Unusable<>(IssueReason.OUT_OF_RANGE) : new Exact<>(-negated);
    }
}
