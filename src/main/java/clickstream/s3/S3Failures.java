package clickstream.s3;

import clickstream.event.Causes;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
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

    /** Why the AWS profile has none, in what the SDK says of all the places where it looked: one of SSO, or of {@code aws login}. */
    private static final Pattern OF_PROFILE = Pattern.compile("To use .+? must be on the class path");

    /** How Java says that the other side does not speak TLS. */
    private static final String NO_TLS = "Unsupported or unrecognized SSL message";

    /**
     * How the C libraries say of a name that nobody has it. Java remembers for some seconds that a name was not found, and then no longer
     * says why; where names could not be asked for, that passes.
     */
    private static final Pattern NO_SUCH_HOST = Pattern.compile(
            "Name or service not known|No address associated|Name does not resolve|nodename nor servname");

    private static final String GIVE_CREDENTIALS =
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine or task a role";

    private S3Failures() {}

    /** Whether trying again later can help: throttling, 5xx, a connection that was lost or never came. */
    public static boolean isTransient(SdkException failure) {
        if (failure instanceof AwsServiceException answer) {
            return answer.statusCode() >= 500 || answer.isThrottlingException() || answer.statusCode() == 408;
        }
        if (isOfTls(failure) || isNoSuchHost(failure)) {
            return false;
        }
        return failure.retryable()
                || failure instanceof ApiCallAttemptTimeoutException
                || Causes.of(failure).anyMatch(IOException.class::isInstance);
    }

    /** Whether the same request may be answered when it is sent again at once; after a wrong clock the SDK reckons with the difference. */
    static boolean isWorthAnotherAttempt(Throwable failure) {
        return failure instanceof SdkException ofS3
                && (isTransient(ofS3) || (ofS3 instanceof AwsServiceException answer && answer.isClockSkewException()));
    }

    /** Whether this status asks for fewer requests: {@code SlowDown}, and what other stores say for it. */
    public static boolean asksForLess(int status) {
        return status == 503 || status == 429;
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

    /** A certificate that is not trusted, or no TLS at all; a connection that breaks off in its handshake may be another one. */
    private static boolean isOfTls(SdkException failure) {
        return Causes.of(failure)
                .anyMatch(cause -> cause instanceof GeneralSecurityException
                        || cause instanceof SSLPeerUnverifiedException
                        || NO_TLS.equals(cause.getMessage()));
    }

    private static boolean isNoSuchHost(SdkException failure) {
        return Causes.of(failure, UnknownHostException.class)
                .anyMatch(cause ->
                        NO_SUCH_HOST.matcher(String.valueOf(cause.getMessage())).find());
    }

    /** What it means: what S3 or the network says, and what to do. */
    public static FailureAnalysis analysis(SdkException failure) {
        return failure instanceof AwsServiceException answer
                ? new FailureAnalysis(
                        "%d %s: %s".formatted(answer.statusCode(), code(answer), message(answer)),
                        actionOnAnswer(answer),
                        Kind.of(isTransient(answer)))
                : new FailureAnalysis(description(failure), action(failure), Kind.of(isTransient(failure)));
    }

    private static String description(SdkException failure) {
        String message = String.valueOf(failure.getMessage());
        if (isOfCaller(failure)) {
            Matcher profile = OF_PROFILE.matcher(message);
            return "no AWS credentials were found" + (profile.find() ? ": " + profile.group() : "");
        }
        return Causes.of(failure, UnknownHostException.class)
                .findFirst()
                .map(unknown -> "there is no way to the host " + unknown.getMessage())
                .orElseGet(() -> ATTEMPTS.matcher(message).replaceFirst(""));
    }

    private static String action(SdkException failure) {
        if (isOfCaller(failure)) {
            return OF_PROFILE.matcher(String.valueOf(failure.getMessage())).find()
                    ? "let the AWS CLI hand them over: eval \"$(aws configure export-credentials --format env)\""
                    : GIVE_CREDENTIALS;
        }
        if (Causes.of(failure).anyMatch(cause -> NO_TLS.equals(cause.getMessage()))) {
            return "AWS_ENDPOINT_URL_S3 begins with https://, and what answers does not speak TLS: is it http://?";
        }
        if (isOfTls(failure)) {
            return "let the JVM trust the authority that signed the certificate, or is this another server?";
        }
        return isNoSuchHost(failure)
                ? "are AWS_REGION and AWS_ENDPOINT_URL_S3 right?"
                : "is AWS_ENDPOINT_URL_S3 right, and is the way there open?";
    }

    private static String actionOnAnswer(AwsServiceException answer) {
        return switch (code(answer)) {
            case "NoSuchBucket" -> "is RAW_BUCKET_NAME right?";
            case "AccessDenied" ->
                message(answer).contains("kms:")
                        ? "the role needs kms:Decrypt on the key that the object is encrypted with"
                        : "the role needs s3:ListBucket on the bucket and s3:GetObject on its objects";
            case "InvalidAccessKeyId", "SignatureDoesNotMatch" -> "are the AWS credentials right?";
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" -> "the AWS credentials have expired";
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                "the bucket is in another region than AWS_REGION says";
            case "InvalidObjectState" -> "it lies in an archive storage class and must be restored first";
            case "RequestTimeTooSkewed" -> "the clock of this machine is wrong";
            // S3 always has a code.
            case "" -> answer.statusCode() < 500 ? "is AWS_ENDPOINT_URL_S3 that of an S3 server?" : "";
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
