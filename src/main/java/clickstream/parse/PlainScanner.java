package clickstream.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Goes from one thing to the next in JSON of UTF-8, and gives up at whatever the one or the other does not allow. Not thread-safe.
 *
 * <p>Source: RFC 8259, sections 2, 3, 6 and 7.
 */
final class PlainScanner {

    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";
    private static final int UNICODE_DIGITS = 4;

    private final byte[] bytes;
    private int at;

    /** Of the string that was passed last. */
    private boolean ascii;

    private boolean escaped;

    PlainScanner(byte[] bytes) {
        this.bytes = bytes;
    }

    int position() {
        return at;
    }

    void goTo(int position) {
        at = position;
    }

    /** Goes on by a byte. */
    void next() {
        at++;
    }

    /** The byte that comes next; behind the last one 0, which is nowhere usual. */
    int current() {
        return at(at);
    }

    void pass(char expected) throws UnusualException {
        if (current() != expected) {
            throw new UnusualException();
        }
        at++;
    }

    void pass(String word) throws UnusualException {
        for (int i = 0; i < word.length(); i++) {
            pass(word.charAt(i));
        }
    }

    void passWhiteSpace() {
        int next = at;
        while (next < bytes.length && isWhiteSpace(bytes[next])) {
            next++;
        }
        at = next;
    }

    static boolean isWhiteSpace(int unit) {
        return unit == ' ' || unit == '\n' || unit == '\r' || unit == '\t';
    }

    void passName() throws UnusualException {
        passString();
        if (escaped) {
            throw new UnusualException();
        }
    }

    void passString() throws UnusualException {
        byte[] text = bytes;
        boolean onlyAscii = true;
        boolean anyEscape = false;
        pass('"');
        int next = PlainBytes.behind(bytes, at);
        while (next < text.length) {
            int unit = text[next];
            if (unit > '\\' || (unit >= ' ' && unit != '"' && unit != '\\')) {
                next++;
            } else if (unit == '"') {
                at = next + 1;
                ascii = onlyAscii;
                escaped = anyEscape;
                return;
            } else if (unit == '\\') {
                next = behindEscape(next);
                anyEscape = true;
            } else {
                int length = unit < 0 ? Utf8.length(text, next) : 0;
                if (length == 0) {
                    throw new UnusualException();
                }
                next += length;
                onlyAscii = false;
            }
        }
        throw new UnusualException();
    }

    private int behindEscape(int backslash) throws UnusualException {
        int kind = at(backslash + 1);
        int end = backslash + 2;
        if (kind == 'u') {
            end += UNICODE_DIGITS;
            for (int digit = backslash + 2; digit < end; digit++) {
                if (!HexFormat.isHexDigit(at(digit))) {
                    throw new UnusualException();
                }
            }
        } else if (ESCAPES.indexOf(kind) < 0) {
            throw new UnusualException();
        }
        return end;
    }

    /** Passes a string and returns what it says. */
    String text() throws UnusualException {
        int start = at + 1;
        passString();
        int length = at - 1 - start;
        return escaped ? unescaped(start, at - 1) : new String(bytes, start, length, ascii ? ISO_8859_1 : UTF_8);
    }

    private String unescaped(int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        int next = start;
        while (next < end) {
            int plain = next;
            while (next < end && bytes[next] != '\\') {
                next++;
            }
            text.append(new String(bytes, plain, next - plain, UTF_8));
            if (next < end) {
                int kind = bytes[next + 1];
                next += 2;
                if (kind == 'u') {
                    String digits = new String(bytes, next, UNICODE_DIGITS, ISO_8859_1);
                    text.append((char) HexFormat.fromHexDigits(digits));
                    next += UNICODE_DIGITS;
                } else {
                    text.append(ESCAPED.charAt(ESCAPES.indexOf(kind)));
                }
            }
        }
        return text.toString();
    }

    /** Passes a number and returns it as it is written. */
    String number() throws UnusualException {
        int start = at;
        passNumber();
        return new String(bytes, start, at - start, ISO_8859_1);
    }

    void passNumber() throws UnusualException {
        int start = at;
        if (current() == '-') {
            at++;
        }
        if (current() == '0') {
            at++;
        } else {
            passDigits();
        }
        if (current() == '.') {
            at++;
            passDigits();
        }
        if (current() == 'e' || current() == 'E') {
            at++;
            if (current() == '+' || current() == '-') {
                at++;
            }
            passDigits();
        }
        if (ValueReader.isTooLong(at - start)) {
            throw new UnusualException();
        }
    }

    private void passDigits() throws UnusualException {
        int start = at;
        while (isDigit(at)) {
            at++;
        }
        if (at == start) {
            throw new UnusualException();
        }
    }

    boolean isDigit(int position) {
        int unit = at(position);
        return unit >= '0' && unit <= '9';
    }

    /** Whether the bytes from {@code start} to {@code end} are a name of ASCII. */
    boolean is(String name, int start, int end) {
        if (end - start != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (bytes[start + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The name that the bytes from {@code start} to {@code end} are; null where it is none of the table's. */
    @Nullable
    String find(NameTable names, int start, int end) {
        return names.find(bytes, start, end);
    }

    private int at(int position) {
        return position < bytes.length ? bytes[position] : 0;
    }

    /** Something is not usual. Where and what, {@link Values} says. */
    static final class UnusualException extends Exception {

        private static final long serialVersionUID = 1;

        UnusualException() {
            super(null, null, false, false);
        }
    }
}
