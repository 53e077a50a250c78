package clickstream.event;

import java.util.regex.Pattern;

/** Text of strangers, such as a key, on its way into a log line: one line of it, without control characters, and not endless. */
public final class LogText {

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");
    private static final int LENGTH = 1_024;

    private LogText() {}

    public static String of(String text) {
        String cut = text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
        return CONTROL.matcher(cut).replaceAll("\uFFFD");
    }
}
