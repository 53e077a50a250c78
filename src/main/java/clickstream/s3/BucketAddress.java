package clickstream.s3;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.GeneratedPartitionMetadataProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Where a bucket is.
 *
 * @param base address that keys are added to
 * @param region that requests are signed for
 */
public record BucketAddress(URI base, String region) {

    private static final String DEFAULT_REGION = "us-east-1";

    /**
     * The bucket at the endpoint that the AWS SDK's own variables name, else at that of S3 in the region which its chain finds.
     *
     * @throws IllegalArgumentException naming the variable that is missing or wrong
     */
    public static BucketAddress of(String bucket, Map<String, String> environment) {
        String endpoint =
                environment.getOrDefault("AWS_ENDPOINT_URL_S3", environment.getOrDefault("AWS_ENDPOINT_URL", ""));
        if (endpoint.isEmpty()) {
            Region region = region(null);
            // PartitionMetadata.of would load a class for each service of AWS, which the ingest's jar does without.
            String suffix = new GeneratedPartitionMetadataProvider()
                    .partitionMetadata(region)
                    .dnsSuffix();
            String host = "s3.%s.%s".formatted(region.id(), suffix);
            // The certificate of S3 is for one label in front of the region.
            return new BucketAddress(
                    URI.create(
                            bucket.contains(".")
                                    ? "https://%s/%s/".formatted(host, bucket)
                                    : "https://%s.%s/".formatted(bucket, host)),
                    region.id());
        }
        // Other stores mostly have the bucket in the path; which region they are in is mostly all the same to them.
        return new BucketAddress(
                base(endpoint, bucket), region(Region.of(DEFAULT_REGION)).id());
    }

    private static URI base(String endpoint, String bucket) {
        try {
            URI base = URI.create("%s/%s/".formatted(endpoint.replaceAll("/+$", ""), bucket));
            if (base.getHost() != null && ("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
                return base;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "AWS_ENDPOINT_URL_S3 is %s, which is not an address such as https://s3.example.com"
                        .formatted(endpoint));
    }

    private static Region region(@Nullable Region otherwise) {
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkException e) {
            if (otherwise != null) {
                return otherwise;
            }
            throw new IllegalArgumentException("AWS_REGION is not set in the environment", e);
        }
    }
}
