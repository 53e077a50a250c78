package clickstream.credentials;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import java.io.IOException;
import java.time.Duration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** One secret of AWS Secrets Manager, in the region that its ARN names. */
final class SecretsManager {

    /** Less than a connection may take; retries included. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private final String arn;

    SecretsManager(String arn) {
        this.arn = arn;
    }

    /**
     * Asks for the secret. It is asked for seldom, so nothing is kept open.
     *
     * @throws ExplainedException where it cannot be had
     */
    String text() {
        try (SecretsManagerClient client = SecretsManagerClient.builder()
                .region(Region.of(arn.split(":", -1)[3]))
                .httpClientBuilder(Apache5HttpClient.builder())
                .overrideConfiguration(overrides -> overrides.apiCallTimeout(CALL_TIMEOUT))
                .build()) {
            String text = client.getSecretValue(secret -> secret.secretId(arn)).secretString();
            if (text == null) {
                throw failure("it holds bytes; it must hold text", false);
            }
            return text;
        } catch (AwsServiceException e) {
            throw failure(describe(e), e.statusCode() >= 500 || e.isThrottlingException());
        } catch (SdkException e) {
            throw failure(
                    "%s; is the way to Secrets Manager open, and are there AWS credentials?".formatted(e.getMessage()),
                    e.retryable() || e.getCause() instanceof IOException);
        }
    }

    private ExplainedException failure(String found, boolean isTransient) {
        return new ExplainedException(
                "Failed to read %s, which DW_PG_PASSWORD_SECRET_ARN names: %s".formatted(this, found),
                Kind.of(isTransient));
    }

    private static String describe(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        if (details == null || details.errorCode() == null) {
            return "%d without a reason".formatted(answer.statusCode());
        }
        return "%d %s%s"
                .formatted(
                        answer.statusCode(),
                        details.errorCode(),
                        switch (details.errorCode()) {
                            // Its own words, those of the first above all, may repeat what was signed, a session token
                            // included.
                            case "InvalidSignatureException", "UnrecognizedClientException", "InvalidClientTokenId" ->
                                "; are the AWS credentials right?";
                            case "ExpiredTokenException" -> "; the AWS credentials have expired";
                            case "AccessDeniedException" ->
                                "; the AWS role needs secretsmanager:GetSecretValue on it, and kms:Decrypt on a key of its own";
                            case "ResourceNotFoundException" -> "; is there such a secret, and does it have a value?";
                            default -> ": " + details.errorMessage();
                        });
    }

    /** Its ARN, which is no secret. */
    @Override
    public String toString() {
        return arn;
    }
}
