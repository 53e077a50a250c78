package clickstream.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.testing.TestingAwsSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkException;

/** AWS profiles that only the AWS CLI can get credentials by, in the words of the SDK that is there. */
class ProfileCredentialsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "'sso_session = work\nsso_account_id = 123456789012\nsso_role_name = loader', sso",
        "'sso_start_url = https://example.com/start\nsso_region = eu-central-1\nsso_account_id = 123456789012\nsso_role_name = loader', sso",
        "'login_session = arn:aws:iam::123456789012:user/somebody', signin",
    })
    void ofSsoOrLoginIsNamedWithWhatToDo(String lines, String module) throws Exception {
        FailureAnalysis analysis = analysis(lines);

        assertThat(analysis.description())
                .startsWith("no AWS credentials were found: To use ")
                .contains("'work' profile", "'%s' service module".formatted(module))
                .hasLineCount(1)
                .hasSizeLessThan(200);
        assertThat(analysis.action())
                .isEqualTo("let the AWS CLI hand them over: eval \"$(aws configure export-credentials --format env)\"");
        assertThat(analysis.kind()).isEqualTo(Kind.LASTING);
    }

    @Test
    void withoutAnyThatIsSaid() throws Exception {
        assertThat(analysis("output = json").description()).isEqualTo("no AWS credentials were found");
    }

    private FailureAnalysis analysis(String profile) throws Exception {
        Path config = Files.writeString(folder.resolve("config"), """
                [profile work]
                region = eu-central-1
                %s
                [sso-session work]
                sso_start_url = https://example.com/start
                sso_region = eu-central-1
                """.formatted(profile));
        try (TestingAwsSettings _ = TestingAwsSettings.set(Map.of(
                        "aws.configFile",
                        config.toString(),
                        "aws.sharedCredentialsFile",
                        folder.resolve("credentials").toString(),
                        "aws.profile",
                        "work",
                        "aws.disableEc2Metadata",
                        "true"));
                RawBucket bucket =
                        RawBucket.open("raw", 1, 1, Duration.ofSeconds(1), URI.create("http://127.0.0.1:1"))) {
            return bucket.analysis(catchThrowableOfType(
                    SdkException.class, () -> bucket.client().listObjectsV2(list -> list.bucket("raw"))));
        }
    }
}
