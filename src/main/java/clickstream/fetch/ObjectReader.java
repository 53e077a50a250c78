package clickstream.fetch;

import clickstream.event.GetObserver;
import clickstream.event.ListedObject;
import clickstream.fetch.Fetched.Body;
import clickstream.fetch.Fetched.Failed;
import clickstream.fetch.Fetched.FailureKind;
import clickstream.fetch.Fetched.TooLarge;
import clickstream.fetch.Fetched.Vanished;
import clickstream.s3.ETags;
import clickstream.s3.RawBucket;
import clickstream.s3.S3Failures;
import java.io.IOException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Reads one object. Thread-safe. */
final class ObjectReader {

    private final RawBucket bucket;
    private final int maxObjectSize;
    private final Runnable slowDown;
    private final ThrottleCounter throttles;

    /**
     * Reads from {@code bucket}.
     *
     * @param maxObjectSize in bytes; nothing larger is downloaded
     * @param slowDown is told when S3 asks for fewer requests
     * @param observer is told of each throttled request
     */
    ObjectReader(RawBucket bucket, int maxObjectSize, Runnable slowDown, GetObserver observer) {
        this.bucket = bucket;
        this.slowDown = () -> {
            slowDown.run();
            observer.throttled();
        };
        this.maxObjectSize = maxObjectSize;
        this.throttles = new ThrottleCounter(this.slowDown);
    }

    /** What is there now under the key of {@code listed}. Never throws for what S3 answers. */
    Fetched read(ListedObject listed) {
        byte[] bytes = listed.size() > maxObjectSize ? null : bucket.read(listed, slowDown);
        return bytes == null ? readByClient(listed) : new Body(listed, bytes);
    }

    private Fetched readByClient(ListedObject listed) {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(bucket.name())
                .key(listed.key())
                .overrideConfiguration(overrides -> overrides.addMetricPublisher(throttles))
                .build();
        try {
            return bucket.client().getObject(request, (response, body) -> received(listed, response, body));
        } catch (NoSuchKeyException e) {
            return new Vanished(listed);
        } catch (SdkException e) {
            return new Failed(listed, kind(e), bucket.analysis(e).line());
        }
    }

    private static FailureKind kind(SdkException failure) {
        if (S3Failures.isOfCaller(failure)) {
            return FailureKind.CALLER;
        }
        if (S3Failures.isDenied(failure)) {
            return FailureKind.DENIED;
        }
        return S3Failures.isTransient(failure) ? FailureKind.TRANSIENT : FailureKind.OTHER;
    }

    private Fetched received(ListedObject listed, GetObjectResponse response, AbortableInputStream body) {
        ListedObject version = versionOf(listed, response);
        if (version.size() > maxObjectSize) {
            body.abort();
            return new TooLarge(version);
        }
        byte[] bytes;
        try {
            bytes = body.readNBytes(maxObjectSize);
        } catch (IOException e) {
            // Any other exception would end the request at the first attempt.
            throw RetryableException.create("the body broke off: " + e.getMessage(), e);
        }
        if (bytes.length != version.size()) {
            // An answer without a Content-Length ends where the connection does.
            throw RetryableException.create(
                    "the body broke off: %d of %d bytes".formatted(bytes.length, version.size()), null);
        }
        return new Body(version, bytes);
    }

    /** An object that was overwritten since it was listed is a new version: what is recorded is what was read. */
    private static ListedObject versionOf(ListedObject listed, GetObjectResponse response) {
        String etag = response.eTag() == null ? listed.etag() : ETags.unquoted(response.eTag());
        if (etag.equals(listed.etag())) {
            return listed;
        }
        if (response.contentLength() == null || response.lastModified() == null) {
            throw SdkClientException.create("the answer lacks Content-Length or Last-Modified");
        }
        return new ListedObject(listed.hour(), listed.name(), etag, response.contentLength(), response.lastModified());
    }
}
