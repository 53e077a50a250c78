package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import clickstream.testing.FaultyS3.Exchange;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Stands between a loader and an S3 server, and does harm on command: a {@link Fault} is shown each request and may answer it in the
 * server's place. Listings come in pages as small as a test wants them. Thread-safe, if the fault is.
 */
public final class FaultyS3Proxy implements AutoCloseable {

    /** Does harm, or not. */
    @FunctionalInterface
    public interface Fault {

        /** No harm is done. */
        Fault NONE = (proxy, exchange) -> false;

        /** Called by many threads at once; true where it has answered, false where the proxy is to answer as the server does. */
        boolean strikes(FaultyS3Proxy proxy, Exchange exchange) throws IOException, InterruptedException;
    }

    private final TestingS3 s3;
    private final int pageSize;
    private final FaultyS3 server;
    private volatile Fault fault = Fault.NONE;

    private FaultyS3Proxy(TestingS3 s3, int pageSize) {
        this.s3 = s3;
        this.pageSize = pageSize;
        this.server = FaultyS3.start(this::answer);
    }

    public static FaultyS3Proxy start(TestingS3 s3, int pageSize) {
        return new FaultyS3Proxy(s3, pageSize);
    }

    /** From now on. */
    public void fault(Fault now) {
        fault = now;
    }

    /** The variables of the server, but through this proxy. */
    public Map<String, String> environment() {
        return server.environment();
    }

    /** Requests so far. */
    public int requests() {
        return server.requests();
    }

    private void answer(Exchange exchange) throws IOException, InterruptedException {
        if (fault.strikes(this, exchange)) {
            return;
        }
        if (exchange.key().isEmpty()) {
            list(exchange, new ArrayList<>(page(exchange).contents()));
            return;
        }
        try {
            ResponseBytes<GetObjectResponse> object = object(exchange);
            exchange.object(etag(object), object.asByteArrayUnsafe());
        } catch (NoSuchKeyException e) {
            exchange.error(404, "NoSuchKey", "The specified key does not exist.");
        }
    }

    /** What the server has under the key that is asked for. */
    public ResponseBytes<GetObjectResponse> object(Exchange exchange) {
        return s3.client().getObjectAsBytes(get -> get.bucket(s3.bucket()).key(exchange.key()));
    }

    public static String etag(ResponseBytes<GetObjectResponse> object) {
        return object.response().eTag().replace("\"", "");
    }

    /** What the server lists where a page is asked for. */
    public ListObjectsV2Response page(Exchange exchange) {
        String token = exchange.parameter("continuation-token");
        return s3.client()
                .listObjectsV2(list -> list.bucket(s3.bucket())
                        .prefix(exchange.parameter("prefix"))
                        .startAfter(token == null ? exchange.parameter("start-after") : token)
                        .maxKeys(pageSize));
    }

    /** Answers with {@code listed} in the place of the objects of the page that is asked for. */
    public void list(Exchange exchange, List<S3Object> listed) throws IOException {
        ListObjectsV2Response page = page(exchange);
        StringBuilder xml = new StringBuilder("<ListBucketResult><EncodingType>url</EncodingType>");
        for (S3Object object : listed) {
            xml.append("<Contents><Key>%s</Key><LastModified>%s</LastModified><ETag>%s</ETag><Size>%d</Size></Contents>"
                    .formatted(
                            URLEncoder.encode(object.key(), UTF_8),
                            object.lastModified(),
                            object.eTag().replace("\"", "&quot;"),
                            object.size()));
        }
        xml.append("<IsTruncated>").append(page.isTruncated()).append("</IsTruncated>");
        if (page.isTruncated()) {
            xml.append("<NextContinuationToken>")
                    .append(page.contents().getLast().key())
                    .append("</NextContinuationToken>");
        }
        exchange.xml(200, xml.append("</ListBucketResult>").toString());
    }

    @Override
    public void close() {
        server.close();
    }
}
