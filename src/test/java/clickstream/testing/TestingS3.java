package clickstream.testing;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server (s3proxy) on 127.0.0.1 and a free port, with one bucket and signed requests. It lists by the bytes of the UTF-8 keys, by
 * pages of up to 1,000. Delimiters and checksums are not served, and no client can sign for a key with two slashes in a row. {@link SyntheticS3} serves what is too much for memory. Thread-safe.
 */
public final class TestingS3 implements AutoCloseable {

    static final String ACCESS_KEY = "AKIATESTING";
    static final String SECRET_KEY = "s3cret-of-testing-s3";

    private static @Nullable TestingS3 shared;

    private final RequestCounts counts = new RequestCounts(true);
    private final IndexedBlobStore store;
    private final S3Proxy server;
    private final S3Client client;

    private TestingS3() {
        store = new IndexedBlobStore(new TransientNio2BlobStore(), counts);
        server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, accessKey(), secretKey())
                .ignoreUnknownHeaders(true)
                .metricsEnabled(false)
                .jettyMaxThreads(100)
                .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("Failed to start s3proxy", e);
        }
        client = client(endpoint(), region(), accessKey(), secretKey());
        client.createBucket(request -> request.bucket(bucket()));
    }

    public static TestingS3 start() {
        return new TestingS3();
    }

    /** The server that tests of this JVM share; it is started by the first that asks and ends with the JVM. Do not close it. */
    public static synchronized TestingS3 shared() {
        TestingS3 running = shared;
        if (running == null) {
            running = start();
            shared = running;
        }
        return running;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    public String accessKey() {
        return ACCESS_KEY;
    }

    public String secretKey() {
        return SECRET_KEY;
    }

    public String region() {
        return "ap-southeast-1";
    }

    public String bucket() {
        return "raw-events";
    }

    /** What the job's and the AWS SDK's environment variables are to be. */
    public Map<String, String> environment() {
        return Map.of(
                "RAW_BUCKET_NAME",
                bucket(),
                "AWS_REGION",
                region(),
                "AWS_ENDPOINT_URL_S3",
                endpoint().toString(),
                "AWS_ACCESS_KEY_ID",
                accessKey(),
                "AWS_SECRET_ACCESS_KEY",
                secretKey());
    }

    /** A client of this server that the server closes. */
    public S3Client client() {
        return client;
    }

    /** A client that signs with another secret; the caller closes it. */
    public S3Client clientWithSecret(String secret) {
        return client(endpoint(), region(), accessKey(), secret);
    }

    /** Requests through any client, this object's own included. */
    public RequestCounts counts() {
        return counts;
    }

    /** Puts an object, past HTTP; a client of this server can do it too. */
    public void put(String key, byte[] bytes) {
        put(key, bytes, IndexedBlobStore.now());
    }

    /** Puts an object that listings and reads say was modified then. */
    public void put(String key, byte[] bytes, Instant lastModified) {
        store.put(key, bytes, lastModified);
    }

    public void putAll(Map<String, byte[]> bytesByKey) {
        bytesByKey.forEach(this::put);
    }

    /** Deletes an object, past HTTP. */
    public void delete(String key) {
        store.index().remove(key);
    }

    /** Deletes all objects, past HTTP. */
    public void deleteAll() {
        store.index().clear();
    }

    /** The keys that begin with {@code prefix}, as S3 orders them; this is not counted as a request. */
    public List<String> keys(String prefix) {
        return store.index().tailMap(prefix, true).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .toList();
    }

    /** An object's bytes; this is not counted as a request. */
    public byte[] bytes(String key) {
        var stored = store.index().get(key);
        if (stored == null) {
            throw new IllegalArgumentException("no object " + key);
        }
        return stored.bytes();
    }

    /** What the listing says of {@code key}, exactly; this is not counted as a request. */
    public Instant lastModified(String key) {
        var stored = store.index().get(key);
        if (stored == null) {
            throw new IllegalArgumentException("no object " + key);
        }
        return stored.listed().lastModified();
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Failed to stop s3proxy", e);
        }
    }

    static S3Client client(URI endpoint, String region, String accessKey, String secretKey) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .forcePathStyle(true)
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(64))
                .build();
    }
}
