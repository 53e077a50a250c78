package clickstream.doctor;

import clickstream.doctor.Doctor.Check;
import clickstream.event.NameOrder;
import clickstream.list.ObjectListing;
import clickstream.s3.RawBucket;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectStorageClass;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Asks the bucket whether the job can work with it: three requests, and nothing is written. Thread-safe. */
final class BucketChecks {

    private static final String PREFIX = "events/";

    /** S3 refuses requests that are this far off. */
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);

    private static final Duration LITTLE_SKEW = Duration.ofSeconds(30);

    private static final Set<ObjectStorageClass> ARCHIVES =
            Set.of(ObjectStorageClass.GLACIER, ObjectStorageClass.DEEP_ARCHIVE);

    private final RawBucket bucket;

    public BucketChecks(RawBucket bucket) {
        this.bucket = bucket;
    }

    /** Checks one thing after the other, as long as the next can be right. */
    public void run(Consumer<Check> found) {
        if (!credentials(found)) {
            return;
        }
        try {
            ListObjectsV2Response one = list(1);
            if (one.isTruncated() == null) {
                // The SDK takes any XML, or nothing, for a listing without objects.
                found.accept(Check.wrong(
                        "list", "what answers does not list objects", "is AWS_ENDPOINT_URL_S3 that of an S3 server?"));
                return;
            }
            found.accept(Check.ok("list: s3://%s/%s in region %s%s"
                    .formatted(
                            bucket.name(),
                            PREFIX,
                            bucket.client().serviceClientConfiguration().region(),
                            one.contents().isEmpty() ? ", which has no object yet" : "")));
            clock(one.sdkHttpResponse(), found);
            List<S3Object> objects = list(ObjectListing.PAGE_SIZE).contents();
            order(objects, found);
            get(objects, found);
        } catch (SdkException e) {
            found.accept(failed("list", PREFIX, e));
            if (e instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
                clock(answer.awsErrorDetails().sdkHttpResponse(), found);
            }
        }
    }

    private boolean credentials(Consumer<Check> found) {
        try {
            AwsCredentialsIdentity identity = bucket.client()
                    .serviceClientConfiguration()
                    .credentialsProvider()
                    .resolveIdentity()
                    .join();
            found.accept(Check.ok("AWS credentials: access key %s".formatted(identity.accessKeyId())));
            return true;
        } catch (SdkException e) {
            found.accept(Check.wrong("AWS credentials", bucket.analysis(e).line()));
            return false;
        }
    }

    private ListObjectsV2Response list(int keys) {
        return bucket.client()
                .listObjectsV2(request -> request.bucket(bucket.name())
                        .prefix(PREFIX)
                        .maxKeys(keys)
                        .encodingType(EncodingType.URL));
    }

    private void clock(@Nullable SdkHttpResponse response, Consumer<Check> found) {
        Instant now = Instant.now();
        Optional<Instant> there = response == null ? Optional.empty() : date(response);
        if (there.isEmpty()) {
            found.accept(Check.ok("clock: not compared, for the answer of S3 bears no date"));
            return;
        }
        Duration ahead = Duration.between(there.get(), now);
        String difference = "this machine is %,d s %s S3"
                .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of");
        if (ahead.abs().compareTo(MOST_SKEW) > 0) {
            found.accept(Check.wrong("clock", difference, "set it, and keep it right by NTP"));
        } else if (ahead.abs().compareTo(LITTLE_SKEW) > 0) {
            found.accept(Check.ok("clock: %s; that will do, but is it kept right by NTP?".formatted(difference)));
        } else {
            found.accept(Check.ok("clock: that of S3"));
        }
    }

    private static Optional<Instant> date(SdkHttpResponse response) {
        try {
            return response.firstMatchingHeader("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void order(List<S3Object> objects, Consumer<Check> found) {
        for (int position = 1; position < objects.size(); position++) {
            String previous = objects.get(position - 1).key();
            String key = objects.get(position).key();
            if (NameOrder.UTF_8_BYTES.compare(previous, key) >= 0) {
                found.accept(Check.wrong(
                        "order",
                        "%s is listed after %s".formatted(key, previous),
                        "the job needs the order of UTF-8 bytes: a general purpose bucket, not a directory bucket"));
                return;
            }
        }
        found.accept(Check.ok("order: %,d objects are listed in that of UTF-8 bytes".formatted(objects.size())));
    }

    private void get(List<S3Object> objects, Consumer<Check> found) {
        Optional<S3Object> readable = objects.stream()
                .filter(object -> object.size() > 0)
                .filter(object -> !ARCHIVES.contains(ObjectStorageClass.fromValue(object.storageClassAsString())))
                .findFirst();
        if (readable.isEmpty()) {
            found.accept(Check.ok("get: not tried, for there is nothing to read yet"));
            return;
        }
        String key = readable.get().key();
        GetObjectRequest firstByte = GetObjectRequest.builder()
                .bucket(bucket.name())
                .key(key)
                .range("bytes=0-0")
                .build();
        try {
            bucket.client().getObject(firstByte, (response, body) -> {
                body.abort();
                return response;
            });
            found.accept(Check.ok("get: s3://%s/%s".formatted(bucket.name(), key)));
        } catch (NoSuchKeyException e) {
            found.accept(
                    Check.ok("get: s3://%s/%s was deleted meanwhile, but might be read".formatted(bucket.name(), key)));
        } catch (SdkException e) {
            found.accept(failed("get", key, e));
        }
    }

    private Check failed(String thing, String key, SdkException failure) {
        return Check.wrong(
                thing,
                bucket.analysis(failure)
                        .as("s3://%s/%s".formatted(bucket.name(), key))
                        .line());
    }
}
