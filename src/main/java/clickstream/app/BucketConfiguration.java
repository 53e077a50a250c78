package clickstream.app;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.list.KeySpace;
import clickstream.list.ObjectListing;
import clickstream.s3.RawBucket;
import clickstream.settings.EtlSettings;
import clickstream.settings.SourceAndTarget;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The bucket of raw events, and what lists it. */
@Configuration(proxyBeanMethods = false)
class BucketConfiguration {

    @Bean
    RawBucket rawBucket(SourceAndTarget where, EtlSettings settings) {
        EtlSettings.Fetch fetch = settings.fetch();
        try {
            return RawBucket.open(
                    where.bucket(),
                    // Listings need connections too: one for each range, and one for the partitioner of each hour.
                    fetch.inFlight()
                            + settings.load().partitions()
                            + settings.load().parallelHours(),
                    fetch.attempts(),
                    fetch.attemptTimeout(),
                    where.endpoint());
        } catch (RuntimeException e) {
            // Nothing was sent yet: the SDK does not accept what it found in the environment and in its files.
            String message = String.valueOf(e.getMessage());
            String wrong =
                    "S3 needs AWS_REGION, and what AWS_ENDPOINT_URL_S3 and the other settings of the AWS SDK say must be right: "
                            + message.substring(0, Math.min(message.length(), 120));
            throw new ExplainedException(new FailureAnalysis(wrong, "", Kind.SETTING), e);
        }
    }

    @Bean
    ObjectListing objectListing(RawBucket bucket) {
        return new ObjectListing(bucket);
    }

    @Bean
    KeySpace keySpace(ObjectListing listing, EtlSettings settings) {
        return new KeySpace(
                listing, settings.load().objectsPerPartition(), settings.load().partitions());
    }
}
