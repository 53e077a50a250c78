package clickstream.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3EndpointTest {

    private static final URI OF_SERVICES = URI.create("http://services:9000");

    @TempDir
    private Path folder;

    @BeforeEach
    void haveProfiles() throws IOException {
        Path config = Files.writeString(folder.resolve("config"), """
                [profile of-services]
                endpoint_url = http://all:9000
                services = ours
                [services ours]
                s3 =
                  endpoint_url = http://services:9000
                [profile of-all]
                endpoint_url = http://all:9000
                [profile wrong]
                endpoint_url = minio:9000
                [profile plain]
                region = eu-central-1
                """);
        System.setProperty("aws.configFile", config.toString());
        System.setProperty(
                "aws.sharedCredentialsFile", folder.resolve("credentials").toString());
    }

    @AfterEach
    void forgetProfiles() {
        System.clearProperty("aws.configFile");
        System.clearProperty("aws.sharedCredentialsFile");
        System.clearProperty("aws.profile");
    }

    @ParameterizedTest
    @CsvSource({
        "of-services, http://services:9000",
        "of-all, http://all:9000",
        "plain,",
        "not-there,",
    })
    void theProfileNamesItWhereNoVariableDoes(String profile, URI endpoint) {
        System.setProperty("aws.profile", profile);

        assertThat(S3Endpoint.of(Map.of("AWS_ENDPOINT_URL_S3", "", "AWS_ENDPOINT_URL", " ")))
                .isEqualTo(Optional.ofNullable(endpoint));
    }

    @Test
    void aVariableGoesBeforeTheProfileAndTheOneOfS3First() {
        System.setProperty("aws.profile", "of-services");

        assertThat(S3Endpoint.of(Map.of("AWS_ENDPOINT_URL", "http://general"))).hasToString("Optional[http://general]");
        assertThat(S3Endpoint.of(Map.of("AWS_ENDPOINT_URL", "http://general", "AWS_ENDPOINT_URL_S3", "http://s3")))
                .hasToString("Optional[http://s3]");
        assertThat(S3Endpoint.of(Map.of("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")))
                .isEmpty();
    }

    @Test
    void whatIsNoAddressIsNamedWithItsPlace() {
        System.setProperty("aws.profile", "wrong");

        assertThatThrownBy(() -> S3Endpoint.of(Map.of()))
                .hasMessageContaining("endpoint_url of AWS profile wrong is minio:9000, which is not an address");
        assertThatThrownBy(() -> S3Endpoint.of(Map.of("AWS_ENDPOINT_URL_S3", "minio")))
                .hasMessageContaining("AWS_ENDPOINT_URL_S3 is minio, which is not an address");
    }

    @Test
    void aBucketIsOpenedThereWithItsNameInThePath() {
        try (RawBucket bucket = open(OF_SERVICES)) {
            assertThat(url(bucket)).isEqualTo("http://services:9000/raw/key");
        }
    }

    /** To the SDK's client it is the address of S3. */
    @Test
    void anEmptyAddressIsNone() {
        System.setProperty("aws.endpointUrlS3", "");
        try (RawBucket bucket = open(null)) {
            assertThat(url(bucket)).isEqualTo("https://raw.s3.eu-central-1.amazonaws.com/key");
        } finally {
            System.clearProperty("aws.endpointUrlS3");
        }
    }

    private static RawBucket open(@Nullable URI endpoint) {
        System.setProperty("aws.region", "eu-central-1");
        try {
            return RawBucket.open("raw", 1, 1, Duration.ofSeconds(1), endpoint);
        } finally {
            System.clearProperty("aws.region");
        }
    }

    private static String url(RawBucket bucket) {
        return bucket.client()
                .utilities()
                .getUrl(url -> url.bucket(bucket.name()).key("key"))
                .toString();
    }
}
