package clickstream.s3;

/** ETags as the job compares them: HTTP quotes them, S3's listing mostly does too. */
public final class ETags {

    private ETags() {}

    /** The tag without the quotes of HTTP. */
    public static String unquoted(String etag) {
        boolean quoted = etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"");
        return quoted ? etag.substring(1, etag.length() - 1) : etag;
    }
}
