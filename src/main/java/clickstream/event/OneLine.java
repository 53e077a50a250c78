package clickstream.event;

import java.util.regex.Pattern;

/**
 * Text of strangers, such as a key or an answer of S3, within a message of one line: without line ends and other control characters, and
 * not endless.
 */
public final class OneLine {

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009F\\u2028\\u2029]+");

    /** Characters: a sentence with two keys of S3's largest size. */
    private static final int LENGTH = 2_500;

    private OneLine() {}

    public static String of(String text) {
        String cut = text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
        return CONTROL.matcher(cut).replaceAll("\uFFFD");
    }
}
