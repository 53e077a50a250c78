package clickstream.fuzz;

import clickstream.event.MappedEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Whole numbers, as JSON numbers and in strings: what {@link BigDecimal} makes of them. */
public final class Numbers {

    private static final String COLUMN = "context_product_price";
    private static final BigInteger SMALLEST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = Column.text(input);
        check(text, false);
        if (Column.NUMBER.matcher(text).matches()) {
            check(text, true);
        }
    }

    private static void check(String text, boolean asNumber) {
        MappedEvent event = Column.mapProduct("price", Column.value(text, asNumber));
        String expected = expected(asNumber ? text : text.strip());
        @Nullable Long price = event.row().productPrice();
        String actual = Column.reason(event, COLUMN) + (price == null ? "" : " " + price);
        Promise.isKept(actual.equals(expected), "'%s' is %s".formatted(text, expected), actual);
    }

    private static String expected(String text) {
        if (!Column.NUMBER.matcher(text).matches()) {
            return "not_a_number";
        }
        Exact number = Exact.of(text);
        if (!number.isIntegral()) {
            return "not_integral";
        }
        if (number.isHuge()) {
            return "out_of_range";
        }
        BigInteger value = number.value().toBigIntegerExact();
        boolean fits = value.compareTo(SMALLEST) >= 0 && value.compareTo(LARGEST) <= 0;
        return fits ? "exact " + value : "out_of_range";
    }
}
