package clickstream.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAndTargetTest {

    private static final Map<String, String> LEAST =
            Map.of("RAW_BUCKET_NAME", "raw", "DW_PG_HOST", "db", "DW_PG_USER", "etl", "DW_PG_PASSWORD", "s3cret");

    @Test
    void whatIsNotSetHasTheDefaultsOfThePredecessor() {
        SourceAndTarget settings = SourceAndTarget.of(LEAST);

        assertThat(settings.bucket()).isEqualTo("raw");
        assertThat(settings.endpoint()).isNull();
        assertThat(settings.target()).hasToString("etl@db:5432/clickstream_dw");
        assertThat(settings.target().verifyServer()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DW_PG_PORT", "DW_PG_DATABASE", "DW_PG_SSL", "DW_PG_IAM", "DW_PG_PASSWORD_FILE"})
    void whatIsEmptyIsNotSet(String variable) {
        assertThat(SourceAndTarget.of(with(variable, ""))).isEqualTo(SourceAndTarget.of(LEAST));
    }

    @Test
    void whatIsSetCounts() {
        Map<String, String> environment = with("DW_PG_PORT", "65535");
        environment.put("DW_PG_DATABASE", "other");
        environment.put("DW_PG_SSL", "true");
        environment.put("AWS_ENDPOINT_URL_S3", "http://localhost:9000");
        SourceAndTarget settings = SourceAndTarget.of(environment);

        assertThat(settings.target()).hasToString("etl@db:65535/other");
        assertThat(settings.target().verifyServer()).isTrue();
        assertThat(settings.endpoint()).hasToString("http://localhost:9000");
    }

    @ParameterizedTest
    @CsvSource({
        "DW_PG_PORT, 0",
        "DW_PG_PORT, 65536",
        "DW_PG_PORT, -1",
        "DW_PG_PORT, 5432x",
        "DW_PG_PORT, ٥٤٣٢",
        "DW_PG_PORT, 99999999999",
        "DW_PG_SSL, TRUE",
        "DW_PG_SSL, require"
    })
    void whatIsWrongIsNamedInOneLine(String variable, String value) {
        assertThatThrownBy(() -> SourceAndTarget.of(with(variable, value + "\n\u001b[31m")))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith(variable + " is " + value)
                .hasLineCount(1)
                .doesNotContain("\u001b", "s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "'raw/',  'with a slash, and no bucket''s name has one; events are looked for below events/ in the bucket'",
        "raw/events, 'with a slash, and no bucket''s name has one; events are looked for below events/ in the bucket'",
        "' raw',  with blanks around it",
        "' ',     with blanks around it",
        "s3://raw, 'an address; the name alone is needed, which is raw'",
        "s3://raw/events/, 'an address; the name alone is needed, which is raw'",
        "arn:aws:s3:::raw, the ARN of a bucket; its name is raw",
        "arn:aws-cn:s3:::raw/*, the ARN of a bucket; its name is raw",
        "Raw,     'and not 3 to 63 of a-z, 0-9, dot and hyphen, as the name of a bucket is'",
        "r?w,     'and not 3 to 63 of a-z, 0-9, dot and hyphen, as the name of a bucket is'",
        "arn:aws:sqs:eu-west-1:123456789012:raw, 'and not 3 to 63 of a-z, 0-9, dot and hyphen, as the name of a bucket is'",
    })
    void whatIsNoNameOfABucketIsNamedWithTheReason(String bucket, String reason) {
        assertThatThrownBy(() -> SourceAndTarget.of(with("RAW_BUCKET_NAME", bucket)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("RAW_BUCKET_NAME is '%s', %s", bucket, reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "raw.events-2",
                "raw_events",
                "raw-metadata-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias",
                "raw--use1-az5--x-s3",
                "arn:aws:s3:eu-west-1:123456789012:accesspoint/raw",
                "arn:aws:s3:eu-west-1:123456789012:accesspoint:raw",
                "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap",
                "arn:aws-us-gov:s3-outposts:us-gov-west-1:123456789012:outpost/op-1/accesspoint/raw"
            })
    void anAccessPointIsABucket(String bucket) {
        assertThat(SourceAndTarget.of(with("RAW_BUCKET_NAME", bucket)).bucket()).isEqualTo(bucket);
    }

    @Test
    void allThatIsMissingIsNamedAtOnce() {
        assertThatThrownBy(() -> SourceAndTarget.of(Map.of("DW_PG_HOST", "", "DW_PG_PORT", "x", "DW_PG_PASSWORD", "p")))
                .hasMessage("RAW_BUCKET_NAME, DW_PG_HOST, DW_PG_USER not set in the environment; "
                        + "DW_PG_PORT is x, and not a port from 1 to 65535");
    }

    @ParameterizedTest
    @CsvSource({
        "DW_PG_PASSWORD_FILE, /dev/null, DW_PG_PASSWORD and DW_PG_PASSWORD_FILE are set",
        "DW_PG_IAM, true, DW_PG_PASSWORD and DW_PG_IAM are set",
        "DW_PG_PASSWORD_SECRET_ARN, arn:aws:secretsmanager:eu-west-1:123456789012:secret:dw-AbCdEf, DW_PG_PASSWORD and DW_PG_PASSWORD_SECRET_ARN are set",
    })
    void twoSourcesOfAPasswordAreNamed(String variable, String value, String said) {
        Map<String, String> environment = with(variable, value);
        environment.put("DW_PG_SSL", "true");
        assertThatThrownBy(() -> SourceAndTarget.of(environment)).hasMessage(said + ", and only one of them may be");
    }

    @ParameterizedTest
    @CsvSource({
        "DW_PG_PASSWORD_FILE, /no/such/file, 'DW_PG_PASSWORD_FILE is /no/such/file, and not a file that can be read'",
        "DW_PG_PASSWORD_FILE, /, 'DW_PG_PASSWORD_FILE is /, and not a file that can be read'",
        "DW_PG_PASSWORD_SECRET_ARN, s3cret, DW_PG_PASSWORD_SECRET_ARN is not an ARN such as arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf",
        "DW_PG_IAM, true, 'DW_PG_IAM is true, and so DW_PG_SSL must be: RDS takes tokens over TLS only'",
        "DW_PG_IAM, yes, 'DW_PG_PASSWORD not set in the environment; DW_PG_IAM is yes, and neither true nor false'",
    })
    void aSourceOfPasswordsThatIsWrongIsNamed(String variable, String value, String said) {
        Map<String, String> environment = with(variable, value);
        environment.remove("DW_PG_PASSWORD");
        assertThatThrownBy(() -> SourceAndTarget.of(environment)).hasMessage(said);
    }

    @Test
    void anotherProgramsVariableCountsWhereNothingElseSaysMore() {
        Map<String, String> environment = with("DB_PASSWORD", "not an ARN");

        assertThat(SourceAndTarget.of(environment).target()).hasToString("etl@db:5432/clickstream_dw");
        environment.remove("DW_PG_PASSWORD");
        assertThatThrownBy(() -> SourceAndTarget.of(environment)).hasMessageStartingWith("DB_PASSWORD is not an ARN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DW_PG_PASSWORD_SECRET_ARN", "DB_PASSWORD"})
    void whoSetsASecretMayLeaveTheRoleToIt(String variable) {
        Map<String, String> environment =
                with(variable, "arn:aws:secretsmanager:eu-west-1:123456789012:secret:dw-AbCdEf");
        environment.remove("DW_PG_PASSWORD");
        environment.remove("DW_PG_USER");

        assertThat(SourceAndTarget.of(environment).target()).hasToString("?@db:5432/clickstream_dw");
    }

    @Test
    void theBucketIsNotNeededForTheTargetAlone() {
        Map<String, String> environment = with("RAW_BUCKET_NAME", "");

        assertThat(SourceAndTarget.target(environment))
                .isEqualTo(SourceAndTarget.of(LEAST).target());
    }

    @Test
    void thePasswordIsNotPrinted() {
        assertThat(SourceAndTarget.of(LEAST).toString()).doesNotContain("s3cret");
    }

    private static Map<String, String> with(String variable, String value) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put(variable, value);
        return environment;
    }
}
