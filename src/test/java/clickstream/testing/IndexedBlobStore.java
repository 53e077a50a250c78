package clickstream.testing;

import clickstream.event.NameOrder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.SdkResponses;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * The objects of one bucket, in memory; s3proxy's own stores keep files, which makes them slow, sort keys by UTF-16 units, and walk the
 * whole prefix again for every page. This one lists by the bytes of the UTF-8 key as S3 does, at a cost of one page a page, holds any
 * key, counts, and bears times of modification that a test chooses. Delimiters and ranges are not served.
 */
final class IndexedBlobStore extends ForwardingBlobStore {

    private final NavigableMap<String, Stored> index = new ConcurrentSkipListMap<>(NameOrder.UTF_8_BYTES);
    private final RequestCounts counts;

    IndexedBlobStore(BlobStore store, RequestCounts counts) {
        super(store);
        this.counts = counts;
    }

    NavigableMap<String, Stored> index() {
        return index;
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        if (request.delimiter() != null && !request.delimiter().isEmpty()) {
            throw new UnsupportedOperationException("delimiter " + request.delimiter());
        }
        counts.countList();
        requireBucket(request.bucket());
        String prefix = request.prefix() == null ? "" : request.prefix();
        String after = request.continuationToken() != null ? request.continuationToken() : request.startAfter();
        int pageSize = request.maxKeys() == null ? 1000 : request.maxKeys();
        boolean behindPrefixStart = after != null && NameOrder.UTF_8_BYTES.compare(after, prefix) >= 0;
        List<S3Object> page = new ArrayList<>();
        for (Stored stored : (behindPrefixStart ? index.tailMap(after, false) : index.tailMap(prefix, true)).values()) {
            S3Object object = stored.listed();
            if (!object.key().startsWith(prefix)) {
                break;
            }
            if (page.size() == pageSize) {
                String last = pageSize == 0 ? null : page.getLast().key();
                return SdkResponses.objectsPage(page, List.of(), last);
            }
            page.add(object);
        }
        return SdkResponses.objectsPage(page, List.of(), null);
    }

    void put(String key, byte[] bytes, Instant lastModified) {
        String etag = "\"%s\"".formatted(HexFormat.of().formatHex(md5(bytes)));
        S3Object listed = SdkResponses.objectEntry(key, etag, lastModified, (long) bytes.length, StorageClass.STANDARD);
        index.put(key, new Stored(listed, bytes));
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        try {
            put(request.key(), payload.readAllBytes(), now());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SdkResponses.putResponse(
                Objects.requireNonNull(index.get(request.key())).listed().eTag());
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        index.remove(request.key());
        return DeleteObjectResponse.builder().build();
    }

    @Override
    public boolean blobExists(String bucket, String key) {
        return index.containsKey(key);
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        return SdkResponses.toHead(stored(request.bucket(), request.key()).response());
    }

    /** Ranges are not served: the whole object is. */
    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        counts.countGet(request.key());
        Stored stored = stored(request.bucket(), request.key());
        if (request.ifMatch() != null
                && !request.ifMatch()
                        .replace("\"", "")
                        .equals(stored.listed().eTag().replace("\"", ""))) {
            throw S3Exceptions.preconditionFailed(null);
        }
        return SdkResponses.getResponse(stored.response(), new ByteArrayInputStream(stored.bytes()));
    }

    private void requireBucket(String bucket) {
        if (!containerExists(bucket)) {
            throw S3Exceptions.noSuchBucket(bucket, "The specified bucket does not exist");
        }
    }

    private Stored stored(String bucket, String key) {
        requireBucket(bucket);
        Stored stored = index.get(key);
        if (stored == null) {
            throw S3Exceptions.noSuchKey(bucket, key, "no such key");
        }
        return stored;
    }

    /** S3 keeps whole seconds. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An object's entry in a listing, and its bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stored(S3Object listed, byte[] bytes) {

        GetObjectResponse response() {
            return GetObjectResponse.builder()
                    .eTag(listed.eTag())
                    .lastModified(listed.lastModified())
                    .contentLength((long) bytes.length)
                    .contentType("application/octet-stream")
                    .build();
        }
    }
}
