package clickstream.parse;

import clickstream.event.ParsedValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a log that CloudWatch exported: lines of a time, a blank and a message; a line without a time goes on with the message
 * before it. Not thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html">CloudWatch Logs: exporting log data to S3</a>
 */
final class LogLines {

    private static final String ISO = "dddd-dd-ddTdd:dd:dd.dddZ";
    private static final String EPOCH_MILLIS = "ddddddddddddd";

    private final DecodedText text;
    private final Set<String> names;
    private int position;

    private LogLines(DecodedText text, Set<String> names) {
        this.text = text;
        this.names = names;
    }

    /**
     * The messages of an object; null where its first line does not begin as one of an export does.
     *
     * @param names of the members that are kept of events
     */
    static @Nullable LogLines in(DecodedText text, Set<String> names) {
        return timeAt(text, 0) == null ? null : new LogLines(text, names);
    }

    /** The next value, which gets that index; null where there is none any more. */
    @Nullable
    ParsedValue next(int index) {
        while (true) {
            Instant time = timeAt(text, position);
            if (time == null) {
                return null;
            }
            int start = position + timeCharacters(text, position) + 1;
            int end = start;
            do {
                end = behindLine(end);
            } while (end < text.length() && timeAt(text, end) == null);
            position = end;
            ParsedValue value = new LogMessage(text, start, end, names).value(index, time);
            if (value != null) {
                return value;
            }
        }
    }

    private int behindLine(int from) {
        int at = from;
        while (at < text.length() && text.at(at) != '\n') {
            at++;
        }
        return Math.min(at + 1, text.length());
    }

    /** The time that a line begins with; null where it begins otherwise. */
    private static @Nullable Instant timeAt(DecodedText text, int position) {
        int length = timeCharacters(text, position);
        if (length == 0) {
            return null;
        }
        String time = text.between(position, position + length);
        try {
            return length == ISO.length() ? Instant.parse(time) : Instant.ofEpochMilli(Long.parseLong(time));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int timeCharacters(DecodedText text, int position) {
        return isLike(ISO, text, position)
                ? ISO.length()
                : isLike(EPOCH_MILLIS, text, position) ? EPOCH_MILLIS.length() : 0;
    }

    private static boolean isLike(String pattern, DecodedText text, int position) {
        for (int i = 0; i < pattern.length(); i++) {
            char found = text.at(position + i);
            char wanted = pattern.charAt(i);
            if (wanted == 'd' ? found < '0' || found > '9' : found != wanted) {
                return false;
            }
        }
        return text.at(position + pattern.length()) == ' ';
    }
}
