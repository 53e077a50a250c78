package clickstream.s3;

import clickstream.event.Causes;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What a failure of S3 means: whether it is transient, and what to do.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's error responses</a>.
 */
public final class S3Failures {

    /** What S3 answers whichever object is asked for. A signature that does not match is not among them: some stores misread some keys. */
    private static final Set<String> OF_CALLER = Set.of(
            "ExpiredToken",
            "InvalidToken",
            "TokenRefreshRequired",
            "InvalidAccessKeyId",
            "RequestTimeTooSkewed",
            "NoSuchBucket");

    /** So the SDK begins to say that it has none; it has no exception of their own for it. */
    private static final List<String> NO_CREDENTIALS =
            List.of("Unable to load credentials", "Failed to load credentials");

    /** What the SDK says last of a request that it gave up; it differs where the same failure comes again. */
    private static final Pattern ATTEMPTS = Pattern.compile(" ?\\(SDK Attempt Count: \\d+\\)$");

    private S3Failures() {}

    /** Whether trying again later can help: throttling, 5xx, a connection that was lost or never came. */
    public static boolean isTransient(SdkException failure) {
        if (failure instanceof AwsServiceException answer) {
            return answer.statusCode() >= 500 || answer.isThrottlingException() || answer.statusCode() == 408;
        }
        return failure.retryable()
                || failure instanceof ApiCallAttemptTimeoutException
                || Causes.of(failure).anyMatch(IOException.class::isInstance);
    }

    /** Whether S3 refuses: a right is missing, or the credentials are wrong. */
    public static boolean isDenied(SdkException failure) {
        return failure instanceof AwsServiceException answer
                && (answer.statusCode() == 401
                        || answer.statusCode() == 403
                        || code(answer).equals("ExpiredToken"))
                && !code(answer).equals("InvalidObjectState");
    }

    /** Whether it is the caller, and not the object, that is refused: expired credentials, none at all, a wrong clock. */
    public static boolean isOfCaller(SdkException failure) {
        if (failure instanceof AwsServiceException answer) {
            return OF_CALLER.contains(code(answer));
        }
        String message = String.valueOf(failure.getMessage());
        return NO_CREDENTIALS.stream().anyMatch(message::startsWith);
    }

    /** What it means: what S3 or the network says, and what to do. */
    public static FailureAnalysis analysis(SdkException failure) {
        return failure instanceof AwsServiceException answer
                ? new FailureAnalysis(
                        "%d %s: %s".formatted(answer.statusCode(), code(answer), message(answer)),
                        action(code(answer)),
                        Kind.of(isTransient(answer)))
                : new FailureAnalysis(
                        ATTEMPTS.matcher(String.valueOf(failure.getMessage())).replaceFirst(""),
                        isOfCaller(failure)
                                ? "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine or task a role"
                                : "is AWS_ENDPOINT_URL_S3 right, and is the way there open?",
                        Kind.of(isTransient(failure)));
    }

    private static String action(String code) {
        return switch (code) {
            case "NoSuchBucket" -> "is RAW_BUCKET_NAME right?";
            case "AccessDenied" -> "the role needs s3:ListBucket on the bucket and s3:GetObject on its objects";
            case "InvalidAccessKeyId", "SignatureDoesNotMatch" -> "are the AWS credentials right?";
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" -> "the AWS credentials have expired";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                "the bucket is in another region than AWS_REGION says";
            case "InvalidObjectState" -> "it lies in an archive storage class and must be restored first";
            case "RequestTimeTooSkewed" -> "the clock of this machine is wrong";
            default -> "";
        };
    }

    private static String message(AwsServiceException answer) {
        return answer.awsErrorDetails() == null || answer.awsErrorDetails().errorMessage() == null
                ? "no message"
                : answer.awsErrorDetails().errorMessage();
    }

    private static String code(AwsServiceException answer) {
        return answer.awsErrorDetails() == null || answer.awsErrorDetails().errorCode() == null
                ? ""
                : answer.awsErrorDetails().errorCode();
    }
}
