package clickstream.parse;

import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * Why a value is no event.
 *
 * @param detail one line of at most {@value #MAX_DETAIL_CHARACTERS} characters that PostgreSQL can store
 */
record Fault(RejectReason reason, String detail) {

    private static final int MAX_DETAIL_CHARACTERS = 200;

    /** Where something began, in Jackson's words, and what of its features might help. */
    private static final Pattern NOISE =
            Pattern.compile(" \\(start marker at .*|:? maybe a \\(non-standard\\) comment\\?.*|\\R.*", Pattern.DOTALL);

    private static final Pattern UNSTORABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\u2028\\u2029]");

    Fault {
        detail = UNSTORABLE.matcher(detail).replaceAll("\uFFFD");
        if (detail.length() > MAX_DETAIL_CHARACTERS) {
            int end = MAX_DETAIL_CHARACTERS - 1;
            detail = detail.substring(0, Character.isHighSurrogate(detail.charAt(end - 1)) ? end - 1 : end) + "…";
        }
    }

    /** @param offset where in the object, in bytes */
    static Fault malformed(String message, long offset) {
        return new Fault(RejectReason.MALFORMED_JSON, "%s at byte %d".formatted(message, offset));
    }

    /** What Jackson says, without its own account of where. */
    static String message(JacksonException e) {
        String message = NOISE.matcher(e.getOriginalMessage()).replaceFirst("");
        return message.length() > 160 ? message.substring(0, 160) + "…" : message;
    }

    Reject reject(int index, ByteBuffer bytes) {
        return new Reject(index, reason, detail, bytes);
    }
}
