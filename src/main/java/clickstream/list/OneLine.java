package clickstream.list;

import java.util.regex.Pattern;

/** Text of strangers, such as a key or an answer of S3, within a message of one line: without line ends and other control characters. */
public final class OneLine {

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009F\\u2028\\u2029]+");

    private OneLine() {}

    public static String of(String text) {
        return CONTROL.matcher(text).replaceAll("\uFFFD");
    }
}
