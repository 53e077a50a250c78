package clickstream.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import clickstream.event.ExplainedException;
import clickstream.testing.TestingAwsSettings;
import clickstream.testing.TestingSecrets;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretLoginsTest {

    private static final String TOKEN = "s3cret-session-token";

    private final TestingSecrets secrets = TestingSecrets.start();
    private Instant now = Instant.parse("2026-11-20T13:05:01Z");
    private TestingAwsSettings settings;

    @BeforeEach
    void set() {
        settings = TestingAwsSettings.set(Map.of(
                "aws.endpointUrlSecretsManager",
                secrets.endpoint(),
                "aws.accessKeyId",
                "AKIATESTING",
                "aws.secretAccessKey",
                "s3cret-of-aws",
                "aws.sessionToken",
                TOKEN));
    }

    @AfterEach
    void stop() {
        settings.close();
        secrets.close();
    }

    @Test
    void roleAndPasswordAreThoseOfTheSecret() {
        secrets.put("etl_clone", "pass\"wörd");
        Logins logins = Logins.inSecret("DW_PG_PASSWORD_SECRET_ARN", TestingSecrets.ARN, "etl");

        assertThat(logins).hasToString("etl");
        assertThat(logins.login()).isEqualTo(new Login("etl_clone", "pass\"wörd"));
        assertThat(logins).hasToString("etl_clone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pass",
                "pass\n",
                "\uFEFFpass",
                "\uFEFF{\"password\": \"pass\"}",
                "{\"password\": \"pass\"}",
                "{\"port\": {\"a\": [1]}, \"password\": \"pass\", \"username\": null}"
            })
    void theRoleIsTheOneThatIsSetWhereTheSecretNamesNone(String text) {
        secrets.put(text);

        assertThat(Logins.inSecret("DW_PG_PASSWORD_SECRET_ARN", TestingSecrets.ARN, "etl")
                        .login())
                .isEqualTo(new Login("etl", "pass"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{pass", "{\"password\": \"pass\"", "{\"a\": \"b\"} {", "[1]", "pass\n\n"})
    void whatIsNoObjectOfJsonIsAPassword(String text) {
        secrets.put(text);

        assertThat(Logins.inSecret("DW_PG_PASSWORD_SECRET_ARN", TestingSecrets.ARN, "etl")
                        .login()
                        .password())
                .isEqualTo(text.replaceFirst("\n$", ""));
    }

    @Test
    void aSecretIsAskedForOnceAndAgainWhenItWasRefused() {
        secrets.put("etl", "old");
        Logins logins = Logins.inSecret("DW_PG_PASSWORD_SECRET_ARN", TestingSecrets.ARN, null);
        Login old = logins.login();
        secrets.put("etl", "new");

        assertThat(logins.login()).isEqualTo(old);
        assertThat(secrets.requests()).isEqualTo(1);
        logins.refuse(old);
        assertThat(logins.login()).isEqualTo(new Login("etl", "new"));
        // Another connection was refused with the old one, too.
        logins.refuse(old);
        assertThat(logins.login()).isEqualTo(new Login("etl", "new"));
        assertThat(secrets.requests()).isEqualTo(2);
    }

    @Test
    void aSecretIsReadAnewAfterFiveMinutesAndWhatItSaidCountsWhileItCannotBe() {
        secrets.put("etl", "old");
        Logins logins = new SecretLogins("DB_PASSWORD", TestingSecrets.ARN, null, () -> now);
        assertThat(logins.login().password()).isEqualTo("old");

        secrets.put("etl", "new");
        now = now.plusSeconds(299);
        assertThat(logins.login().password()).isEqualTo("old");
        now = now.plusSeconds(1);
        assertThat(logins.login().password()).isEqualTo("new");
        secrets.fail(500, "InternalServiceError", "later");
        now = now.plusSeconds(300);
        assertThat(logins.login().password()).isEqualTo("new");
        int requests = secrets.requests();
        now = now.plusSeconds(9);
        assertThat(logins.login().password()).isEqualTo("new");
        assertThat(secrets.requests())
                .as("connections do not wait for each other")
                .isEqualTo(requests);
        // The server's word is another thing: what it refuses is of no use.
        logins.refuse(logins.login());
        assertThat(catchThrowableOfType(ExplainedException.class, logins::login))
                .message()
                .contains("which DB_PASSWORD names");
    }

    @Test
    void aSecretIsAskedForThroughTheProxyOfTheAwsSdk() {
        URI proxy = URI.create(secrets.endpoint());
        secrets.put("etl", "pass");
        try (TestingAwsSettings proxied = TestingAwsSettings.set(Map.of(
                "aws.endpointUrlSecretsManager",
                "http://secrets.example",
                "http.proxyHost",
                proxy.getHost(),
                "http.proxyPort",
                Integer.toString(proxy.getPort())))) {
            assertThat(proxied).isNotNull();
            assertThat(Logins.inSecret("DB_PASSWORD", TestingSecrets.ARN, null).login())
                    .isEqualTo(new Login("etl", "pass"));
        }
    }

    @Test
    void aSecretWithoutAPasswordOrARoleIsNamed() {
        secrets.put("{\"username\": \"etl\", \"pass\": \"s3cret\"}");
        assertThat(failure("etl"))
                .hasMessage("DW_PG_PASSWORD_SECRET_ARN names " + TestingSecrets.ARN
                        + ", which has no password; it must be JSON with username and password");
        secrets.put("s3cret");
        assertThat(failure(null))
                .hasMessage("DW_PG_PASSWORD_SECRET_ARN names " + TestingSecrets.ARN
                        + ", which has no username; set DW_PG_USER");
    }

    @Test
    void aSecretOfBytesIsNamed() {
        assertThat(failure("etl")).hasMessageEndingWith(": it holds bytes; it must hold text");
    }

    @ParameterizedTest
    @CsvSource({
        "400, AccessDeniedException, false, the AWS role needs secretsmanager:GetSecretValue",
        "400, ResourceNotFoundException, false, is there such a secret",
        "400, ExpiredTokenException, false, the AWS credentials have expired",
        "400, InvalidSignatureException, false, are the AWS credentials right?",
        "400, DecryptionFailure, false, DecryptionFailure: said by the service",
        "400, ThrottlingException, true, ThrottlingException: said by the service",
        "500, InternalServiceError, true, InternalServiceError: said by the service",
    })
    void aRefusalIsOneLineThatSaysWhatToDo(int status, String code, boolean isTransient, String said) {
        secrets.fail(
                status,
                code,
                code.startsWith("InvalidSig")
                        ? "The Canonical String should have been 'POST\n/\n\nx-amz-security-token:%s'".formatted(TOKEN)
                        : "said by the service");
        ExplainedException failure = failure("etl");

        assertThat(failure)
                .message()
                .startsWith("Failed to read %s, which DW_PG_PASSWORD_SECRET_ARN names: %d %s"
                        .formatted(TestingSecrets.ARN, status, code))
                .contains(said)
                .hasLineCount(1)
                .doesNotContain(TOKEN);
        assertThat(failure.analysis().isTransient()).isEqualTo(isTransient);
        assertThat(failure).hasNoCause();
    }

    @Test
    void aServiceThatIsOutOfReachMayBeThereLater() {
        secrets.close();
        ExplainedException failure = failure("etl");

        assertThat(failure)
                .message()
                .contains("is the way to Secrets Manager open")
                .hasLineCount(1);
        assertThat(failure.analysis().isTransient()).isTrue();
    }

    private static ExplainedException failure(@Nullable String user) {
        return catchThrowableOfType(
                ExplainedException.class,
                () -> Logins.inSecret("DW_PG_PASSWORD_SECRET_ARN", TestingSecrets.ARN, user)
                        .login());
    }
}
