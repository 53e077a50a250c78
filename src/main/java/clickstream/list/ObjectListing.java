package clickstream.list;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.NameOrder;
import clickstream.event.NameRange;
import clickstream.s3.ETags;
import clickstream.s3.RawBucket;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists the objects of an hour, in the order of their names. Thread-safe.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html">ListObjectsV2</a>.
 */
public final class ObjectListing {

    /** S3 gives no more to a page. */
    public static final int PAGE_SIZE = 1_000;

    private final RawBucket bucket;
    private final int pageSize;

    public ObjectListing(RawBucket bucket) {
        this(bucket, PAGE_SIZE);
    }

    ObjectListing(RawBucket bucket, int pageSize) {
        this.bucket = bucket;
        this.pageSize = pageSize;
    }

    /**
     * The objects of one range, each page of them asked for when the one before is used up.
     *
     * @throws ExplainedException from the iterator, where S3 does not answer or does not list in order
     */
    public Iterator<ListedObject> objects(Hour hour, NameRange range) {
        return new RangeIterator(this, hour, range);
    }

    /**
     * One page of an hour's objects.
     *
     * @param after the name that the page begins behind, that of the last object of the page before it included; null for the hour's
     *     first page
     * @param continuation of the page before it in the same listing; null for the listing's first page
     * @throws ExplainedException where S3 does not answer or does not list in order
     */
    ListingPage page(Hour hour, @Nullable String after, @Nullable String continuation) {
        String prefix = hour.prefix();
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(bucket.name())
                .prefix(prefix)
                .startAfter(after == null ? null : prefix + after)
                .continuationToken(continuation)
                .maxKeys(pageSize)
                // XML cannot hold every character that a key can, and turns a carriage return into a line feed.
                .encodingType(EncodingType.URL)
                .build();
        ListObjectsV2Response response = list(request);
        List<ListedObject> objects = response.contents().stream()
                .map(object -> listed(hour, prefix, object))
                .toList();
        requireOrder(prefix, after, objects);
        return new ListingPage(objects, continuation(prefix, continuation, response));
    }

    /**
     * Whether an object of that name is there now.
     *
     * @throws ExplainedException where S3 does not answer
     */
    public boolean has(Hour hour, String name) {
        String key = hour.prefix() + name;
        // A key sorts before all that begin with it.
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(bucket.name())
                .prefix(key)
                .maxKeys(1)
                .encodingType(EncodingType.URL)
                .build();
        return list(request).contents().stream().anyMatch(object -> object.key().equals(key));
    }

    /**
     * Those of some names that are listed now. Lists what lies between the first and the last of them.
     *
     * @throws ExplainedException where S3 does not answer or does not list in order
     */
    public Set<String> listed(Hour hour, Collection<String> names) {
        if (names.isEmpty()) {
            return Set.of();
        }
        SortedSet<String> sorted = new TreeSet<>(NameOrder.UTF_8_BYTES);
        sorted.addAll(names);
        Set<String> listed = new HashSet<>();
        objects(hour, new NameRange(closelyBefore(sorted.first()), sorted.last()))
                .forEachRemaining(object -> listed.add(object.name()));
        listed.retainAll(sorted);
        return listed;
    }

    /** A name that is less, with few others in between; null where no such name is known. */
    private static @Nullable String closelyBefore(String name) {
        if (name.isEmpty()) {
            return null;
        }
        int last = name.codePointBefore(name.length());
        String shorter = name.substring(0, name.length() - Character.charCount(last));
        String before = last > '!' && last <= '~' ? shorter + (char) (last - 1) : shorter;
        return before.isEmpty() ? null : before;
    }

    private ListObjectsV2Response list(ListObjectsV2Request request) {
        ListObjectsV2Response response;
        try {
            response = bucket.client().listObjectsV2(request);
        } catch (SdkException e) {
            String failed = "Failed to list s3://%s/%s".formatted(bucket.name(), request.prefix());
            throw new ExplainedException(bucket.analysis(e).as(failed), e);
        }
        if (response.isTruncated() == null) {
            // The SDK takes any XML, or nothing, for a listing without objects.
            throw wrong(
                    "What answers for s3://%s/%s does not list objects: is it S3, and is the bucket's name where it expects it?"
                            .formatted(bucket.name(), request.prefix()));
        }
        return response;
    }

    private @Nullable String continuation(String prefix, @Nullable String before, ListObjectsV2Response response) {
        if (!response.isTruncated()) {
            return null;
        }
        if (response.nextContinuationToken() == null) {
            throw wrong("S3 cut off the list of s3://%s/%s without a way to go on".formatted(bucket.name(), prefix));
        }
        if (response.contents().isEmpty() && response.nextContinuationToken().equals(before)) {
            throw wrong("S3 lists s3://%s/%s without coming to an end".formatted(bucket.name(), prefix));
        }
        return response.nextContinuationToken();
    }

    private ListedObject listed(Hour hour, String prefix, S3Object object) {
        if (object.key() == null || object.eTag() == null || object.size() == null || object.lastModified() == null) {
            throw wrong("S3 did not list key, ETag, size and time of an object for s3://%s/%s: %s"
                    .formatted(bucket.name(), prefix, object));
        }
        if (!object.key().startsWith(prefix)) {
            throw wrong("S3 listed %s for s3://%s/%s".formatted(object.key(), bucket.name(), prefix));
        }
        return new ListedObject(
                hour,
                object.key().substring(prefix.length()),
                ETags.unquoted(object.eTag()),
                object.size(),
                object.lastModified());
    }

    /** The ledger is subtracted by merging two sorted streams: out of order, objects would be missed or read again. */
    private void requireOrder(String prefix, @Nullable String after, List<ListedObject> objects) {
        String previous = after;
        for (ListedObject object : objects) {
            if (previous != null && NameOrder.UTF_8_BYTES.compare(previous, object.name()) >= 0) {
                throw wrong(
                        "s3://%s/%s is not listed in the order of UTF-8 bytes: %s comes after %s. Directory buckets do this; they can't be loaded from"
                                .formatted(bucket.name(), prefix, object.name(), previous));
            }
            previous = object.name();
        }
    }

    /** What S3 lists cannot be trusted. */
    private static ExplainedException wrong(String description) {
        return new ExplainedException(description, Kind.LASTING);
    }
}
