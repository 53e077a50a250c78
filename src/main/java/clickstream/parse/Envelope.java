package clickstream.parse;

import clickstream.event.ParsedValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * What a subscription of CloudWatch Logs hands to Firehose: an object around some messages of a log. Their texts are documents of their
 * own. Not thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html">CloudWatch Logs: subscription filters</a>
 */
final class Envelope {

    private static final String CONTROL = "CONTROL_MESSAGE";

    private final Set<String> names;

    /** Behind the bracket of {@code logEvents}, or an element of it. */
    private final Tokens tokens;

    private boolean isOpen;

    private Envelope(Tokens tokens, boolean isOpen, Set<String> names) {
        this.tokens = tokens;
        this.isOpen = isOpen;
        this.names = names;
    }

    /**
     * The envelope that an object is which has the names of one.
     *
     * @param names of the members that are kept of events
     */
    static @Nullable Envelope in(DecodedText text, int start, int end, Set<String> names) {
        boolean isControl = false;
        int events = 0;
        Tokens first = new Tokens(text, start, end);
        try {
            first.nextInside();
            while (first.nextInside() != JsonToken.END_OBJECT) {
                String name = first.string();
                JsonToken value = first.nextInside();
                isControl |= name.equals("messageType")
                        && value == JsonToken.VALUE_STRING
                        && first.string().equals(CONTROL);
                events += name.equals("logEvents") && value == JsonToken.START_ARRAY ? 1 : 0;
                first.skipChildren();
            }
        } finally {
            first.close();
        }
        return events == 1 ? new Envelope(events(text, start, end), !isControl, names) : null;
    }

    private static Tokens events(DecodedText text, int start, int end) {
        Tokens tokens = new Tokens(text, start, end);
        tokens.nextInside();
        while (true) {
            tokens.nextInside();
            boolean isEvents = tokens.string().equals("logEvents");
            if (tokens.nextInside() == JsonToken.START_ARRAY && isEvents) {
                return tokens;
            }
            tokens.skipChildren();
        }
    }

    /** The next value, which gets that index; null where there is none any more. */
    @Nullable
    ParsedValue next(int index) {
        while (isOpen) {
            JsonToken element = tokens.nextInside();
            if (element == JsonToken.END_ARRAY) {
                isOpen = false;
            } else if (element == JsonToken.START_OBJECT) {
                ParsedValue value = value(index);
                if (value != null) {
                    return value;
                }
            } else {
                tokens.skipChildren();
            }
        }
        tokens.close();
        return null;
    }

    private @Nullable ParsedValue value(int index) {
        @Nullable Instant time = null;
        String message = "";
        while (tokens.nextInside() != JsonToken.END_OBJECT) {
            String name = tokens.string();
            JsonToken value = tokens.nextInside();
            if (name.equals("message") && value == JsonToken.VALUE_STRING) {
                message = tokens.string();
            } else if (name.equals("timestamp") && value == JsonToken.VALUE_NUMBER_INT && tokens.literalLength() < 15) {
                time = Instant.ofEpochMilli(Long.parseLong(tokens.string()));
            }
            tokens.skipChildren();
        }
        DecodedText text = DecodedText.of(bytes(message));
        return new LogMessage(text, 0, text.length(), names).value(index, time);
    }

    /** In UTF-8, which has no form for half of a surrogate pair: in its place stands what JSON does not allow. */
    private static byte[] bytes(String message) {
        return message.replaceAll("\\p{Cs}", "\0").getBytes(StandardCharsets.UTF_8);
    }
}
