package clickstream.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A JSON number, computed by {@link BigDecimal} as far as exponents are of a size that it can bear.
 *
 * @param mantissa the number without its exponent
 */
record Exact(BigDecimal mantissa, BigInteger exponent) {

    /** No mantissa of an input has so many digits. */
    private static final BigInteger BEARABLE = BigInteger.valueOf(20_000);

    static Exact of(String literal) {
        String[] parts = literal.split("[eE]", 2);
        return new Exact(new BigDecimal(parts[0]), parts.length == 1 ? BigInteger.ZERO : new BigInteger(parts[1]));
    }

    /** Whether it is larger than anything that fits anywhere. */
    boolean isHuge() {
        return mantissa.signum() != 0 && exponent.compareTo(BEARABLE) > 0;
    }

    /** Whether it is not zero, and nearer to it than anything that matters. */
    boolean isTiny() {
        return mantissa.signum() != 0 && exponent.compareTo(BEARABLE.negate()) < 0;
    }

    boolean isIntegral() {
        return !isTiny() && (isHuge() || value().stripTrailingZeros().scale() <= 0);
    }

    /** Its value, where it is neither huge nor tiny. */
    BigDecimal value() {
        return mantissa.signum() == 0 ? BigDecimal.ZERO : mantissa.scaleByPowerOfTen(exponent.intValueExact());
    }
}
