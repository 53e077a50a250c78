package clickstream.s3;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
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
     * The bucket at the endpoint that is set, else at that of S3 in the region which the chain of the AWS SDK finds.
     *
     * @throws IllegalArgumentException naming the variable that is missing or wrong
     */
    public static BucketAddress of(String bucket, Map<String, String> environment) {
        Optional<URI> endpoint = S3Endpoint.of(environment);
        if (endpoint.isEmpty()) {
            Region region = region(null);
            String host = host(region);
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
                URI.create("%s/%s/".formatted(endpoint.get().toString().replaceAll("/+$", ""), bucket)),
                region(Region.of(DEFAULT_REGION)).id());
    }

    /**
     * The address of a store of one's own; empty where S3 is that of AWS.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static Optional<URI> endpoint(Map<String, String> environment) {
        return S3Endpoint.of(environment);
    }

    /**
     * S3 itself, in the region which the chain of the AWS SDK finds.
     *
     * @throws IllegalArgumentException where it finds none
     */
    static URI ofAws() {
        return URI.create("https://" + host(region(null)));
    }

    private static String host(Region region) {
        // PartitionMetadata.of would load a class for each service of AWS, which the ingest's jar does without.
        String suffix = new GeneratedPartitionMetadataProvider()
                .partitionMetadata(region)
                .dnsSuffix();
        return "s3.%s.%s".formatted(region.id(), suffix);
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
