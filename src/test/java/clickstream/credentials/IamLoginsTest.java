package clickstream.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.event.ExplainedException;
import clickstream.testing.RdsTokens;
import clickstream.testing.TestingAwsSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IamLoginsTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "aws.region",
            "ap-southeast-1",
            "aws.accessKeyId",
            "AKIATESTING",
            "aws.secretAccessKey",
            "s3cret-of-aws",
            "aws.sessionToken",
            "token/+=&of a session");

    @Test
    void aTokenIsSignedForThisServerAndRoleAndHoldsForFifteenMinutes() {
        try (TestingAwsSettings _ = TestingAwsSettings.set(SETTINGS)) {
            Login login = Logins.signed("etl@loader", "db.example.com", 5433).login();

            assertThat(login.user()).isEqualTo("etl@loader");
            assertThat(login.password())
                    .startsWith("db.example.com:5433/?")
                    .contains(
                            "Action=connect",
                            "DBUser=etl%40loader",
                            "X-Amz-Expires=900",
                            "X-Amz-Security-Token=token%2F%2B%3D%26of%20a%20session",
                            "%2Fap-southeast-1%2Frds-db%2Faws4_request")
                    .doesNotContain("s3cret-of-aws");
            assertThat(RdsTokens.isSigned(login.password(), "s3cret-of-aws")).isTrue();
            assertThat(RdsTokens.isSigned(login.password(), "another")).isFalse();
            assertThat(login).hasToString("etl@loader");
        }
    }

    @Test
    void withoutARegionThereIsNoToken() {
        try (TestingAwsSettings _ = TestingAwsSettings.set(Map.of(
                "aws.accessKeyId",
                "AKIATESTING",
                "aws.secretAccessKey",
                "s3cret-of-aws",
                "aws.configFile",
                "/dev/null",
                "aws.disableEc2Metadata",
                "true"))) {
            assertThatThrownBy(() -> Logins.signed("etl", "db", 5432).login())
                    .isInstanceOf(ExplainedException.class)
                    .message()
                    .startsWith("DW_PG_IAM is true, and no token can be signed: ")
                    .endsWith("; AWS_REGION and AWS credentials are needed")
                    .hasLineCount(1);
        }
    }
}
