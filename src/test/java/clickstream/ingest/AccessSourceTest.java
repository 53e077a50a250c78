package clickstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import clickstream.ingest.RequestHead.Gateway;
import clickstream.testing.TestingAwsSettings;
import clickstream.testing.TestingSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who is let in by a secret, while Secrets Manager answers and while it does not. */
final class AccessSourceTest {

    private static final AccessSettings PLAIN = new AccessSettings(List.of("*"), "of-the-environment", "", Set.of());
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final TestingSecrets secrets = TestingSecrets.start();
    private final Logger logger = (Logger) LoggerFactory.getLogger(AccessSource.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final TestingAwsSettings settings = TestingAwsSettings.set(Map.of(
            "aws.endpointUrlSecretsManager",
            secrets.endpoint(),
            "aws.accessKeyId",
            "AKIATESTING",
            "aws.secretAccessKey",
            "s3cret-of-aws"));
    private Instant now = Instant.parse("2026-11-20T13:05:01Z");

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        settings.close();
        secrets.close();
    }

    @Test
    void theSecretSaysWhoIsLetInInPlaceOfTheEnvironment() {
        secrets.put("{\"key\":\"k-1\",\"allowedOrigins\":[\"https://shop.example\"],\"other\":{\"key\":[1]}}");
        AccessSource source = source();

        assertThat(source.current().isKnown()).isTrue();
        assertThat(admits(source, "k-1")).isTrue();
        assertThat(admits(source, "of-the-environment")).isFalse();
        assertThat(source.current().cors().headers("https://shop.example"))
                .contains(new Header("Access-Control-Allow-Origin", "https://shop.example"));
    }

    /** As editors and shells leave them. */
    @Test
    void aByteOrderMarkAndALineEndAreNoPartOfIt() {
        secrets.put("\uFEFF{\"key\":\"k-1\"}\r\n");

        assertThat(admits(source(), "k-1")).isTrue();
    }

    @Test
    void itIsReadOnceInFiveMinutesAndThenSaysWhatItSaysNow() {
        secrets.put("{\"key\":\"k-1\"}");
        AccessSource source = source();
        Access first = source.current();
        now = now.plus(LONG).minusMillis(1);
        assertThat(source.current()).isSameAs(first);
        assertThat(secrets.requests()).isEqualTo(1);

        now = now.plusMillis(1);
        assertThat(source.current()).as("the same again").isSameAs(first);
        assertThat(secrets.requests()).isEqualTo(2);
        secrets.put("{\"key\":\"k-2\"}");
        now = now.plus(LONG);
        assertThat(admits(source, "k-2")).isTrue();
        assertThat(admits(source, "k-1")).isFalse();
    }

    @Test
    void beforeTheFirstSuccessNobodyIsLetInAndItIsTriedAgainSoon() {
        secrets.fail(400, "AccessDeniedException", "no");
        AccessSource source = source();
        assertThat(source.current().isKnown()).isFalse();
        assertThat(source.current().isKnown()).isFalse();
        assertThat(secrets.requests()).isEqualTo(1);
        assertThat(said()).contains("the AWS role needs secretsmanager:GetSecretValue", "nobody is let in");

        secrets.put("{\"key\":\"k-1\"}");
        now = now.plus(SHORT);
        assertThat(admits(source, "k-1")).isTrue();
    }

    @Test
    void afterItWhatTheSecretSaidCountsWhileItCannotBeRead() {
        secrets.put("{\"key\":\"k-1\"}");
        AccessSource source = source();
        assertThat(admits(source, "k-1")).isTrue();

        for (String broken : List.of(
                "[]",
                "{\"key\":\"k-2\"",
                "{\"key\":7}",
                "{\"key\":\"k-2\"} k-2",
                "{\"key\":\"k-2\"}{\"key\":\"k-2\"}",
                "{\"key\":[]}",
                "{\"key\":\"k-2 \"}",
                "{\"key\":\"k-2\",\"key\":\"k-2\"}",
                "{\"Key\":\"k-2\"}",
                "{}",
                "{\"password\":\"k-2\"}",
                "{\"key\":\"k-2\",\"allowedOrigins\":\"https://k-2.example,https://b.example\"}",
                "{\"key\":\"k-2\",\"allowedOrigins\":[]}",
                "{\"userPool\":\"k-2\"}",
                "{\"key\":\"k-2\",\"audiences\":\"web\",\"userPool\":\"https://[k-2\"}",
                "{\"key\":\"k-2\",\"audiences\":\"web\",\"userPool\":\"https://pool/{k-2}\"}",
                "")) {
            secrets.put(broken);
            for (int read = 0; read < 2; read++) {
                now = now.plus(LONG);
                assertThat(admits(source, "k-1")).as(broken).isTrue();
            }
        }
        secrets.fail(500, "InternalServiceError", "later");
        now = now.plus(LONG);
        assertThat(admits(source, "k-1")).isTrue();
        assertThat(said()).contains("what it said before counts").doesNotContain("k-1", "k-2");
    }

    @Test
    void withoutASecretNothingIsAskedFor() {
        AccessSource source = new AccessSource(PLAIN, "", () -> now, Runnable::run);

        assertThat(source.current().isKnown()).isTrue();
        assertThat(admits(source, "of-the-environment")).isTrue();
        assertThat(secrets.requests()).isZero();
    }

    @Test
    void textsAndArraysOfTextsAreTheSame() {
        assertThat(
                        PLAIN.with(
                                "{\"userPool\":\"eu-west-1_AbCdEfGhI\",\"audiences\":\"web\",\"key\":null,\"allowedOrigins\":null}"))
                .isEqualTo(new AccessSettings(
                        List.of("*"),
                        "of-the-environment",
                        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
                        Set.of("web")));
        assertThat(PLAIN.with("{\"key\":\"\",\"allowedOrigins\":[\"https://a.example\",\"http://[::1]:3000\"]}"))
                .isEqualTo(new AccessSettings(List.of("https://a.example", "http://[::1]:3000"), "", "", Set.of()));
        assertThat(PLAIN.with("{\"userPool\":\"\",\"audiences\":[],\"allowedOrigins\":\"*\"}"))
                .isEqualTo(PLAIN);
        assertThat(PLAIN.with("{\"key\":\"k-1\"}").toString()).doesNotContain("k-1");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "k-1                                            | it must hold a JSON object, and nothing behind it",
                "[\"k-1\"]                                      | it must hold a JSON object, and nothing behind it",
                "{\"key\":\"k-1                                 | it must hold a JSON object, and nothing behind it",
                "{\"key\":\"k-1\"                               | it must hold a JSON object, and nothing behind it",
                "{\"key\":\"k-1\",}                             | it must hold a JSON object, and nothing behind it",
                "{\"key\":\"k-1\"} k-1                          | it must hold a JSON object, and nothing behind it",
                "{\"key\":\"k-1\"}{\"key\":\"k-1\"}             | it must hold a JSON object, and nothing behind it",
                "{}                                             | it says none of allowedOrigins, key, userPool and audiences",
                "{\"key\":null,\"username\":\"k-1\"}            | it says none of allowedOrigins, key, userPool and audiences",
                "{\"key\":\"k-1\",\"allowed_origins\":\"*\"}    | it has a member that must be written allowedOrigins",
                "{\"key\":\"k-1\",\"userPoolId\":\"k-1\"}       | it has a member that must be written userPool",
                "{\"KEY\":\"k-1\"}                              | it has a member that must be written key",
                "{\"audience\":\"k-1\"}                         | it has a member that must be written audiences",
                "{\"key\":\"k-1\",\"key\":\"k-1\"}              | its key stands there twice",
                "{\"key\":[\"k-1\",\"k-2\"]}                    | its key must be one text",
                "{\"key\":[]}                                   | its key must be one text",
                "{\"key\":7}                                    | its key must be a text, or an array of texts",
                "{\"key\":{\"k-1\":\"k-1\"}}                    | its key must be a text, or an array of texts",
                "{\"key\":\"k-1\\n\"}                           | its key must be of visible ASCII characters, without blanks and line ends",
                "{\"key\":\"k 1\"}                              | its key must be of visible ASCII characters, without blanks and line ends",
                "{\"key\":\"ключ\"}                             | its key must be of visible ASCII characters, without blanks and line ends",
                "{\"userPool\":[]}                              | its userPool must be one text",
                "{\"userPool\":\"k-1\"}                         | its userPool is neither the id of a pool nor an address",
                "{\"userPool\":\"https://k-1:65536\"}           | its userPool is neither the id of a pool nor an address",
                "{\"userPool\":\"https://k-1/\"}                | its userPool is neither the id of a pool nor an address",
                "{\"userPool\":\"eu-west-1_AbCdEfGhI\"}         | it needs userPool and audiences together",
                "{\"userPool\":\"eu-west-1_AbCdEfGhI\",\"audiences\":[]} | it needs userPool and audiences together",
                "{\"audiences\":[\"k-1\"]}                      | it needs userPool and audiences together",
                "{\"audiences\":[\"k-1\",7]}                    | its audiences must be a text, or an array of texts",
                "{\"audiences\":[[\"k-1\"]]}                    | its audiences must be a text, or an array of texts",
                "{\"audiences\":\"k-1,k-2\"}                    | its audiences must be the ids of applications, each a text of its own",
                "{\"audiences\":[\"k-1\",\"\"]}                 | its audiences must be the ids of applications, each a text of its own",
            })
    void whatIsWrongIsSaidWithoutASecret(String json, String said) {
        assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.with(json)).withMessage(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"\"",
                "\"https://a.example,https://b.example\"",
                "[\"https://a.example, https://b.example\"]",
                "\"https://a.example/\"",
                "\"https://a.example:443\"",
                "\"http://a.example:80\"",
                "\"https://A.example\"",
                "\"a.example\"",
                "[\"https://a.example\",\"null\"]",
                "\"https://*.example\"",
                "\" https://a.example\"",
            })
    void whatNoBrowserSaysIsNoOrigin(String origins) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAIN.with("{\"allowedOrigins\":%s}".formatted(origins)))
                .withMessage(
                        "its allowedOrigins must be * or origins as browsers write them, such as https://shop.example.com, each a text of its own");
    }

    private AccessSource source() {
        return new AccessSource(PLAIN, TestingSecrets.ARN, () -> now, Runnable::run);
    }

    private static boolean admits(AccessSource source, String key) {
        return source.current()
                .key()
                .admits(new RequestHead(
                        "POST", "/events", "/events", key, Map.of(), "127.0.0.1", new Gateway("r", "", "")));
    }

    private String said() {
        return String.join(
                "\n", log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }
}
