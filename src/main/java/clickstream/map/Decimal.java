package clickstream.map;

import org.jspecify.annotations.Nullable;

/**
 * A number taken apart without computing it: ±0.d₁d₂d₃… × 10^point. Costs time linear in the length of its text, whatever its exponent
 * says; {@code BigDecimal} takes quadratic time for many digits and refuses large exponents.
 *
 * @param digits d₁d₂d₃…, neither beginning nor ending with a zero; empty for zero itself
 * @param point where the decimal point stands, counted in digits from before d₁
 */
record Decimal(boolean negative, String digits, long point) {

    /** Beyond any number of digits that a text can have, so that no digit makes up for an exponent that is cut to it. */
    private static final long MAX_EXPONENT = 1L << 40;

    /**
     * The number that {@code text} writes; null where it is none in JSON.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8259#section-6">RFC 8259, section 6</a>
     */
    static @Nullable Decimal parse(String text) {
        boolean negative = text.startsWith("-");
        int whole = negative ? 1 : 0;
        int wholeEnd = endOfDigits(text, whole);
        boolean leadingZero = wholeEnd - whole > 1 && text.charAt(whole) == '0';
        if (wholeEnd == whole || leadingZero) {
            return null;
        }
        String wholeDigits = text.substring(whole, wholeEnd);
        String fraction = "";
        int end = wholeEnd;
        if (is('.', text, end)) {
            int fractionEnd = endOfDigits(text, end + 1);
            fraction = text.substring(end + 1, fractionEnd);
            if (fraction.isEmpty()) {
                return null;
            }
            end = fractionEnd;
        }
        long exponent = 0;
        if (is('e', text, end) || is('E', text, end)) {
            boolean signed = is('+', text, end + 1) || is('-', text, end + 1);
            int digits = signed ? end + 2 : end + 1;
            int digitsEnd = endOfDigits(text, digits);
            if (digitsEnd == digits) {
                return null;
            }
            exponent = is('-', text, end + 1) ? -capped(text, digits, digitsEnd) : capped(text, digits, digitsEnd);
            end = digitsEnd;
        }
        return end == text.length() ? of(negative, wholeDigits + fraction, wholeDigits.length() + exponent) : null;
    }

    /** The whole number that {@code text} writes in the digits 0 to 9 and nothing else; null where there is anything else. */
    static @Nullable Decimal ofDigits(String text) {
        return !text.isEmpty() && endOfDigits(text, 0) == text.length() ? of(false, text, text.length()) : null;
    }

    boolean isIntegral() {
        return digits.length() <= point;
    }

    /** The digit dᵢ₊₁; zero before the first one and behind the last. */
    int digit(long i) {
        return i >= 0 && i < digits.length() ? digits.charAt((int) i) - '0' : 0;
    }

    private static Decimal of(boolean negative, String digits, long point) {
        int first = 0;
        int end = digits.length();
        while (first < end && digits.charAt(first) == '0') {
            first++;
        }
        while (end > first && digits.charAt(end - 1) == '0') {
            end--;
        }
        return first == end
                ? new Decimal(false, "", 0)
                : new Decimal(negative, digits.substring(first, end), point - first);
    }

    private static boolean is(char expected, String text, int index) {
        return index < text.length() && text.charAt(index) == expected;
    }

    private static int endOfDigits(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static long capped(String text, int start, int end) {
        long value = 0;
        for (int i = start; i < end; i++) {
            value = Math.min(value * 10 + (text.charAt(i) - '0'), MAX_EXPONENT);
        }
        return value;
    }
}
