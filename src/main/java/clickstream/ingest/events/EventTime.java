package clickstream.ingest.events;

import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Times that the loader can read, by the table of columns: words of ISO 8601 or of mail and HTTP, or time since 1970. */
final class EventTime {

    private static final List<DateTimeFormatter> FORMATS = Stream.of(
                    DateTimeFormatter.ISO_OFFSET_DATE_TIME,
                    DateTimeFormatter.ISO_LOCAL_DATE_TIME,
                    DateTimeFormatter.ISO_LOCAL_DATE,
                    DateTimeFormatter.RFC_1123_DATE_TIME)
            .map(format -> format.withLocale(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT))
            .toList();

    private EventTime() {}

    /** Whether the value at the parser's place is one. */
    static boolean isReadable(JsonParser json) {
        JsonToken token = json.currentToken();
        return token == JsonToken.VALUE_STRING ? isReadable(json.getString()) : token.isNumeric();
    }

    private static boolean isReadable(String text) {
        return isDigits(text) || FORMATS.stream().anyMatch(format -> isReadable(format, text));
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(each -> each >= '0' && each <= '9');
    }

    private static boolean isReadable(DateTimeFormatter format, String text) {
        try {
            format.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
