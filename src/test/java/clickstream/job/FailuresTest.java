package clickstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.s3.S3Failures;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What failures mean: description, action, and whether they pass. */
class FailuresTest {

    private static final String SERVER_AWAY =
            "is the server up, are DW_PG_HOST and DW_PG_PORT right, and is the way there open?";
    private static final String S3_AWAY = "is AWS_ENDPOINT_URL_S3 right, and is the way there open?";

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureMeansWhatTheOneWhoKnowsItSays(Throwable failure, String description, String action, Kind kind) {
        assertThat(Failures.analysis(failure)).isEqualTo(new FailureAnalysis(description, action, kind));
    }

    static Stream<Arguments> failures() {
        SQLException connectionLost = sql("An I/O error occurred.", "08006");
        return Stream.of(
                Arguments.of(connectionLost, "An I/O error occurred.", SERVER_AWAY, Kind.TRANSIENT),
                Arguments.of(
                        new CannotCreateTransactionException("Could not open", connectionLost),
                        "An I/O error occurred.",
                        SERVER_AWAY,
                        Kind.TRANSIENT),
                // The pool's own, caused by what the driver says.
                Arguments.of(
                        new SQLTransientConnectionException(
                                "pool - Connection is not available", "42501", sql("ERROR: denied", "42501")),
                        "ERROR: denied",
                        "grant the role this right",
                        Kind.LASTING),
                Arguments.of(
                        new SQLTransientConnectionException("pool - Connection is not available"),
                        "pool - Connection is not available",
                        "",
                        Kind.TRANSIENT),
                Arguments.of(
                        new UncategorizedSQLException(
                                "task", "SELECT", sql("\n ERROR: missing\u001b\n  Position: 15", "42P01")),
                        "ERROR: missing\\x1b",
                        "jobs/etl doctor says what to change",
                        Kind.LASTING),
                // The code is that of a missing right, and the words are the server's own.
                Arguments.of(
                        new PSQLException(new ServerErrorMessage(
                                "SFEHLER\0VERROR\0C42501\0Mneue Zeile verletzt Policy\0RExecWithCheckOptions\0")),
                        "FEHLER: neue Zeile verletzt Policy",
                        "a policy of row-level security keeps this role out: add one that lets it in, or give it BYPASSRLS",
                        Kind.LASTING),
                // All that a pooler says has this code.
                Arguments.of(
                        sql("FATAL: unsupported startup parameter: extra_float_digits", "08P01"),
                        "FATAL: unsupported startup parameter: extra_float_digits",
                        "let the pooler ignore it (PgBouncer's ignore_startup_parameters), or let DW_PG_HOST and DW_PG_PORT name the server itself",
                        Kind.LASTING),
                Arguments.of(
                        sql("FATAL: query_wait_timeout", "08P01"), "FATAL: query_wait_timeout", "", Kind.TRANSIENT),
                Arguments.of(new QueryTimeoutException("took too long"), "took too long", "", Kind.TRANSIENT),
                Arguments.of(new EmptyResultDataAccessException("no row", 1), "no row", "", Kind.LASTING),
                Arguments.of(new FlywayException("no migration"), "no migration", "", Kind.LASTING),
                // What happened before the connection was lost tells more.
                Arguments.of(
                        rolledBackInVain(connectionLost, new ExplainedException("One after the other", Kind.TRANSIENT)),
                        "One after the other",
                        "",
                        Kind.TRANSIENT),
                Arguments.of(
                        new IllegalStateException(new ExplainedException("One after the other", Kind.LASTING)),
                        "One after the other",
                        "",
                        Kind.LASTING),
                Arguments.of(
                        new ExplainedException("S3 needs AWS_REGION", Kind.SETTING),
                        "S3 needs AWS_REGION",
                        "",
                        Kind.SETTING),
                Arguments.of(
                        new IllegalStateException(new InterruptedException("interrupted")),
                        "interrupted",
                        "",
                        Kind.LASTING),
                Arguments.of(new IllegalStateException("a defect"), "a defect", "", Kind.DEFECT),
                Arguments.of(
                        new IllegalStateException(new NullPointerException()),
                        "NullPointerException",
                        "",
                        Kind.DEFECT));
    }

    @ParameterizedTest
    @CsvSource({
        "22P05, LASTING, it must be UTF8",
        "25006, TRANSIENT, is it the primary that DW_PG_HOST names",
        "28000, LASTING, does pg_hba.conf let it in",
        "3D000, LASTING, 'create it, or set DW_PG_DATABASE'",
        "40001, TRANSIENT, ''",
        "40P01, TRANSIENT, ''",
        "42809, LASTING, jobs/etl doctor",
        "42883, LASTING, jobs/etl doctor",
        "53100, TRANSIENT, give the server more disk",
        "53300, TRANSIENT, raise max_connections",
        "55P03, TRANSIENT, ''",
        "57014, TRANSIENT, ''",
        "57P01, TRANSIENT, ''",
        "57P03, TRANSIENT, is the server up",
        "23514, LASTING, jobs/etl doctor",
        "P0001, LASTING, a trigger says so",
        "XX000, LASTING, ''",
    })
    void aCodeOfPostgreSqlSaysWhetherItPassesAndWhatToDo(String state, Kind kind, String action) {
        FailureAnalysis analysis = Failures.analysis(sql("said", state));

        assertThat(analysis.kind()).isEqualTo(kind);
        assertThat(analysis.action()).contains(action);
        assertThat(analysis.action().isEmpty()).isEqualTo(action.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, LASTING, the role needs s3:ListBucket",
        "404, NoSuchBucket, LASTING, is RAW_BUCKET_NAME right?",
        "400, ExpiredToken, LASTING, the AWS credentials have expired",
        "403, RequestTimeTooSkewed, LASTING, the clock of this machine is wrong",
        "301, PermanentRedirect, LASTING, the bucket is in another region",
        "403, InvalidObjectState, LASTING, must be restored first",
        "503, SlowDown, TRANSIENT, ''",
        "500, InternalError, TRANSIENT, ''",
        "400, Other, LASTING, ''",
        "404, '', LASTING, is AWS_ENDPOINT_URL_S3 that of an S3 server?",
        "502, '', TRANSIENT, ''",
    })
    void anAnswerOfS3SaysWhetherItPassesAndWhatToDo(int status, String code, Kind kind, String action) {
        SdkException answer = S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("said\nby S3")
                        .build())
                .build();
        FailureAnalysis analysis = S3Failures.analysis(answer);

        assertThat(analysis.description()).isEqualTo("%d %s: said\\nby S3".formatted(status, code));
        assertThat(analysis.kind()).isEqualTo(kind);
        assertThat(analysis.action()).contains(action);
        assertThat(analysis.action().isEmpty()).isEqualTo(action.isEmpty());
    }

    /** How often the SDK tried would make two of one failure. */
    @ParameterizedTest
    @CsvSource({"''", "' (SDK Attempt Count: 1)'", "' (SDK Attempt Count: 14)'"})
    void aNetworkThatFailsIsTheSameFailureHoweverOftenItWasTried(String attempts) {
        SdkException failure =
                SdkClientException.create("Connection refused" + attempts, new ConnectException("refused"));

        assertThat(S3Failures.analysis(failure))
                .isEqualTo(new FailureAnalysis("Connection refused", S3_AWAY, Kind.TRANSIENT));
    }

    @Test
    void whatNobodyAnswersMayBeAnsweredLater() {
        assertThat(S3Failures.analysis(ApiCallAttemptTimeoutException.create(1_000))
                        .kind())
                .isEqualTo(Kind.TRANSIENT);
        assertThat(S3Failures.analysis(SdkClientException.create("broke off", new EOFException()))
                        .kind())
                .isEqualTo(Kind.TRANSIENT);
        assertThat(S3Failures.analysis(SdkClientException.create("Unable to load credentials from any provider")))
                .isEqualTo(new FailureAnalysis(
                        "no AWS credentials were found",
                        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine or task a role",
                        Kind.LASTING));
    }

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of(
                        "Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain("
                                + "credentialsProviders=[SystemPropertyCredentialsProvider(), ProfileCredentialsProvider()]) : ["
                                + "SystemPropertyCredentialsProvider(): Unable to load credentials from system settings., "
                                + "ProfileCredentialsProvider(profileName=work): To use Sso related properties in the 'work' profile, "
                                + "the 'sso' service module must be on the class path., ContainerCredentialsProvider(): none]",
                        new IllegalStateException(),
                        new FailureAnalysis(
                                "no AWS credentials were found: To use Sso related properties in the 'work' profile, "
                                        + "the 'sso' service module must be on the class path",
                                "let the AWS CLI hand them over: eval \"$(aws configure export-credentials --format env)\"",
                                Kind.LASTING)),
                Arguments.of(
                        "Received an UnknownHostException",
                        new UnknownHostException("s3.eu-westt-1.amazonaws.com: Name or service not known"),
                        new FailureAnalysis(
                                "there is no way to the host s3.eu-westt-1.amazonaws.com: Name or service not known",
                                "are AWS_REGION and AWS_ENDPOINT_URL_S3 right?",
                                Kind.LASTING)),
                Arguments.of(
                        "Received an UnknownHostException",
                        new UnknownHostException("s3.amazonaws.com: Temporary failure in name resolution"),
                        new FailureAnalysis(
                                "there is no way to the host s3.amazonaws.com: Temporary failure in name resolution",
                                S3_AWAY,
                                Kind.TRANSIENT)),
                Arguments.of(
                        "PKIX path building failed",
                        new SSLHandshakeException("PKIX").initCause(new CertificateException("unknown")),
                        new FailureAnalysis(
                                "PKIX path building failed",
                                "let the JVM trust the authority that signed the certificate, or is this another server?",
                                Kind.LASTING)),
                Arguments.of(
                        "broke off",
                        new SSLHandshakeException("Remote host terminated the handshake"),
                        new FailureAnalysis("broke off", S3_AWAY, Kind.TRANSIENT)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void ofANetworkIsSaidWhatCanBeWrongWithIt(String message, Throwable cause, FailureAnalysis analysis) {
        assertThat(S3Failures.analysis(SdkClientException.create(message, cause)))
                .isEqualTo(analysis);
    }

    @Test
    void ofAKeyThatTheRoleMayNotUseTheRightIsNamed() {
        SdkException refused = S3Exception.builder()
                .statusCode(403)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDenied")
                        .errorMessage("User is not authorized to perform: kms:Decrypt on the resource")
                        .build())
                .build();

        assertThat(S3Failures.analysis(refused).action()).contains("kms:Decrypt on the key");
    }

    private static SQLException sql(String message, String state) {
        return new SQLException(message, state);
    }

    private static TransactionSystemException rolledBackInVain(SQLException rollback, RuntimeException before) {
        TransactionSystemException failure = new TransactionSystemException("Could not roll back", rollback);
        failure.initApplicationException(before);
        return failure;
    }
}
