package clickstream.s3;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What S3 says of a request that it refuses.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's error responses</a>.
 *
 * @param status of HTTP
 * @param code of S3; empty where it said none
 * @param message of S3; empty where it said none
 */
record ErrorAnswer(int status, String code, String message) {

    private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009F\\u2028\\u2029]+");

    private static final int MOST_CHARACTERS = 500;

    /** With a status below 500, and yet transient. */
    private static final Set<String> TRANSIENT = Set.of(
            "RequestTimeout", "SlowDown", "Throttling", "ThrottlingException", "OperationAborted", "ExpiredToken");

    static ErrorAnswer of(int status, byte[] body) {
        String xml = new String(body, StandardCharsets.UTF_8);
        return new ErrorAnswer(status, first(CODE, xml), first(MESSAGE, xml));
    }

    private static String first(Pattern pattern, String xml) {
        Matcher matcher = pattern.matcher(xml);
        if (!matcher.find()) {
            return "";
        }
        String text = CONTROL.matcher(matcher.group(1)).replaceAll("\uFFFD");
        return text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text;
    }

    boolean isTransient() {
        return status >= 500 || status == 429 || status == 408 || TRANSIENT.contains(code);
    }

    /** One line: what S3 says and, where it is known, what to do. */
    String describe() {
        String action = switch (code) {
            case "NoSuchBucket" -> "; is RAW_BUCKET_NAME right?";
            case "AccessDenied" -> "; the role needs s3:PutObject on events/*";
            case "InvalidAccessKeyId", "SignatureDoesNotMatch" -> "; are the AWS credentials right?";
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" -> "; the AWS credentials have expired";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                "; the bucket is in another region than AWS_REGION says";
            case "RequestTimeTooSkewed" -> "; the clock of this machine is wrong";
            default -> "";
        };
        return "%d %s: %s%s"
                .formatted(
                        status,
                        code.isEmpty() ? "without a code" : code,
                        message.isEmpty() ? "no message" : message,
                        action);
    }
}
