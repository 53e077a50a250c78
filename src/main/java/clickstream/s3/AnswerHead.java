package clickstream.s3;

import java.io.IOException;
import java.util.Locale;

/**
 * What the head of an answer says, as far as it matters to whoever reads an object.
 *
 * <p>Source: <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>.
 *
 * @param status of HTTP
 * @param length of the body in bytes; -1 where the head does not say it, as that of a chunked one
 * @param etag without the quotes of HTTP; empty where there is none
 * @param keepsAlive whether the connection may be used again behind the body
 */
record AnswerHead(int status, long length, String etag, boolean keepsAlive) {

    /** Before any answer. */
    static final AnswerHead NONE = new AnswerHead(0, -1, "", false);

    private static final String PROTOCOL = "HTTP/1.1 ";
    private static final long UNKNOWN = -1;

    /**
     * Reads a head.
     *
     * @param text the status line and the fields, each ended by a line break
     * @throws IOException where it is no head of an answer, or does not say the body's length in one way
     */
    static AnswerHead of(String text) throws IOException {
        int end = text.indexOf('\n');
        int status = status(text.substring(0, end));
        long length = UNKNOWN;
        boolean chunked = false;
        boolean keepsAlive = true;
        String etag = "";
        for (int at = end + 1; at < text.length(); at = end + 1) {
            end = text.indexOf('\n', at);
            int colon = text.indexOf(':', at);
            if (colon < 0 || colon > end) {
                continue;
            }
            if (isNamed(text, at, colon, "content-length")) {
                long said = length(text.substring(colon + 1, end).strip());
                if (length != UNKNOWN && length != said) {
                    throw new IOException("two lengths of one body: %d and %d".formatted(length, said));
                }
                length = said;
            } else if (isNamed(text, at, colon, "etag")) {
                etag = ETags.unquoted(text.substring(colon + 1, end).strip());
            } else if (isNamed(text, at, colon, "connection")) {
                keepsAlive &=
                        !text.substring(colon + 1, end).toLowerCase(Locale.ROOT).contains("close");
            } else if (isNamed(text, at, colon, "transfer-encoding")) {
                chunked = true;
            }
        }
        return new AnswerHead(status, chunked ? UNKNOWN : length, etag, keepsAlive);
    }

    private static boolean isNamed(String text, int from, int to, String name) {
        return to - from == name.length() && text.regionMatches(true, from, name, 0, name.length());
    }

    private static int status(String line) throws IOException {
        int end = PROTOCOL.length() + 3;
        if (!line.startsWith(PROTOCOL) || line.length() < end) {
            throw new IOException("no answer of HTTP/1.1: " + line);
        }
        try {
            return Integer.parseUnsignedInt(line, PROTOCOL.length(), end, 10);
        } catch (NumberFormatException e) {
            throw new IOException("no status: " + line, e);
        }
    }

    private static long length(String digits) throws IOException {
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw new IOException("no length: " + digits, e);
        }
    }
}
