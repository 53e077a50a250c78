package clickstream.parse;

import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * Why a value is no event.
 *
 * @param detail one line of at most {@value #MAX_DETAIL_CHARACTERS} characters that PostgreSQL can store
 */
record Fault(RejectReason reason, String detail) {

    private static final int MAX_DETAIL_CHARACTERS = 200;

    /** Room for " at byte " and a number. */
    private static final int PLACE_CHARACTERS = 30;

    /** What follows these in Jackson's messages: where something began, which of its features might help, more lines. */
    private static final List<String> NOISE = List.of(" (start marker at ", ": maybe a (non-standard) comment?", "\n");

    /** What it advises programmers: a feature to turn on, a method that knows the limit. */
    private static final Pattern ADVICE = Pattern.compile("(: enable|, from) `[^`]*`( to allow)?");

    private static final Pattern UNSTORABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\u2028\\u2029]");

    Fault {
        detail = storable(cut(detail, MAX_DETAIL_CHARACTERS));
    }

    /** @param offset where in the object, in bytes */
    static Fault malformed(String message, long offset) {
        return new Fault(RejectReason.MALFORMED_JSON, message + " at byte " + offset);
    }

    /** What Jackson says, without its own account of where. */
    static String message(JacksonException e) {
        String message = ADVICE.matcher(e.getOriginalMessage()).replaceAll("");
        for (String noise : NOISE) {
            int start = message.indexOf(noise);
            message = start < 0 ? message : message.substring(0, start);
        }
        return cut(message, MAX_DETAIL_CHARACTERS - PLACE_CHARACTERS);
    }

    Reject reject(int index, ByteBuffer bytes) {
        return new Reject(index, reason, detail, bytes);
    }

    private static String cut(String text, int maxCharacters) {
        return text.length() <= maxCharacters ? text : text.substring(0, maxCharacters - 1) + "…";
    }

    private static String storable(String text) {
        boolean ascii = text.chars().allMatch(character -> character >= ' ' && character < 0x7F);
        return ascii ? text : UNSTORABLE.matcher(text).replaceAll("\uFFFD");
    }
}
