package clickstream.s3;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * Where S3 is, if it is not that of AWS: as the AWS SDKs and the AWS CLI find it, but a variable that is empty counts as not set.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">service-specific endpoints</a>.
 */
final class S3Endpoint {

    private static final String OF_S3 = "AWS_ENDPOINT_URL_S3";
    private static final String OF_ALL = "AWS_ENDPOINT_URL";
    private static final String NONE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
    private static final String SERVICES = "services";

    private S3Endpoint() {}

    /**
     * The address that the variables name, else the one in the profile of the AWS config file; empty where S3 is that of AWS.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    static Optional<URI> of(Map<String, String> environment) {
        if ("true".equalsIgnoreCase(environment.get(NONE))) {
            return Optional.empty();
        }
        return Stream.of(OF_S3, OF_ALL)
                .filter(variable -> !environment.getOrDefault(variable, "").isBlank())
                .findFirst()
                .map(variable -> address(variable, environment.getOrDefault(variable, "")))
                .or(S3Endpoint::ofProfile);
    }

    /** Whether a variable of it, or Java's property for one, is there and empty. */
    static boolean isSetToNothing() {
        return Stream.of(OF_S3, OF_ALL)
                        .anyMatch(variable ->
                                System.getenv().getOrDefault(variable, "-").isBlank())
                || Stream.of("aws.endpointUrlS3", "aws.endpointUrl")
                        .anyMatch(property -> System.getProperty(property, "-").isBlank());
    }

    private static Optional<URI> ofProfile() {
        ProfileFile file;
        try {
            file = ProfileFile.defaultProfileFile();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the AWS config file is wrong: " + e.getMessage(), e);
        }
        String name = ProfileFileSystemSetting.AWS_PROFILE.getStringValue().orElse("default");
        Optional<Profile> profile = file.profile(name);
        return profile.flatMap(found -> found.property(SERVICES))
                .flatMap(services -> file.getSection(SERVICES, services))
                .flatMap(services -> services.property("s3." + ProfileProperty.ENDPOINT_URL))
                .or(() -> profile.flatMap(found -> found.property(ProfileProperty.ENDPOINT_URL)))
                .filter(endpoint -> !endpoint.isBlank())
                .map(endpoint ->
                        address("%s of AWS profile %s".formatted(ProfileProperty.ENDPOINT_URL, name), endpoint));
    }

    private static URI address(String source, String endpoint) {
        try {
            URI address = URI.create(endpoint.strip());
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "%s is %s, which is not an address such as https://s3.example.com".formatted(source, endpoint));
    }
}
