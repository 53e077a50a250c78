package clickstream.ingest.uploads;

import clickstream.s3.SignedPut;
import clickstream.s3.SignedPut.Permit;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Permits uploads of images, each under a key that is made here, and looks afterwards at what has come. S3 holds the uploader to the type and
 * the exact length that were announced; the length stays with the object, so that nothing need be remembered here. Thread-safe.
 */
public final class Uploads {

    /** Of one image. */
    static final long MOST_BYTES = 5L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private static final Duration VALIDITY = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final String ANNOUNCED_LENGTH = "x-amz-meta-announced-length";

    private static final Pattern LENGTH = Pattern.compile("\\d+");
    private static final String PRODUCT = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}";
    private static final Pattern PRODUCT_ID = Pattern.compile(PRODUCT);
    private static final Pattern KEY =
            Pattern.compile("products/(?:%s/)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.(?<extension>%s)"
                    .formatted(
                            PRODUCT,
                            Arrays.stream(ImageType.values())
                                    .map(ImageType::extension)
                                    .collect(Collectors.joining("|"))));

    private final SignedPut bucket;
    private final String address;
    private final InstantSource clock;

    /**
     * @param bucket of the images
     * @param address where the public finds them, without a slash at its end
     */
    public Uploads(SignedPut bucket, String address, InstantSource clock) {
        this.bucket = bucket;
        this.address = address;
        this.clock = clock;
    }

    /** An upload that may be sent. */
    public record Announced(String key, String contentType, long contentLength, Permit permit) {}

    /**
     * An upload that has come.
     *
     * @param url where the public finds it
     */
    public record Completed(String key, String contentType, long contentLength, String url) {}

    /**
     * Permits the upload that a body announces.
     *
     * @param length how many of the bytes are the body
     */
    public Announced announce(byte[] body, int length) throws UploadException {
        UploadBody announced = UploadBody.read(body, length);
        ImageType type = ImageType.of(announced.contentType());
        if (type == null) {
            throw new UploadException(UploadFault.TYPE);
        }
        long bytes = bytes(announced.contentLength());
        String product = announced.productId();
        if (!product.isEmpty() && !PRODUCT_ID.matcher(product).matches()) {
            throw new UploadException(UploadFault.PRODUCT);
        }
        String key = "products/%s%s.%s"
                .formatted(product.isEmpty() ? "" : product + "/", UUID.randomUUID(), type.extension());
        Map<String, String> headers = Map.of("Content-Type", type.mediaType(), ANNOUNCED_LENGTH, Long.toString(bytes));
        try {
            Permit permit = bucket.permit(key, headers, bytes, VALIDITY, clock.instant());
            return new Announced(key, type.mediaType(), bytes, permit);
        } catch (IOException e) {
            LOG.warn("An upload cannot be signed: {}", e.getMessage());
            throw new UploadException(UploadFault.UNAVAILABLE);
        }
    }

    private static long bytes(String digits) throws UploadException {
        if (!LENGTH.matcher(digits).matches() || digits.matches("0+")) {
            throw new UploadException(UploadFault.LENGTH);
        }
        if (digits.length() > 9 || Long.parseLong(digits) > MOST_BYTES) {
            throw new UploadException(UploadFault.TOO_LARGE);
        }
        return Long.parseLong(digits);
    }

    /**
     * Looks whether the upload that a body names has come as it was announced.
     *
     * @param length how many of the bytes are the body
     */
    public Completed complete(byte[] body, int length) throws UploadException {
        String key = UploadBody.read(body, length).key();
        Matcher parts = KEY.matcher(key);
        if (!parts.matches()) {
            throw new UploadException(UploadFault.KEY);
        }
        HttpHeaders stored = stored(key);
        String type = stored.firstValue("Content-Type").orElse("");
        String bytes = stored.firstValue("Content-Length").orElse("");
        ImageType image = ImageType.of(type);
        if (image == null
                || !image.extension().equals(parts.group("extension"))
                || !bytes.equals(stored.firstValue(ANNOUNCED_LENGTH).orElse(""))) {
            throw new UploadException(UploadFault.MISMATCH);
        }
        return new Completed(key, type, bytes(bytes), "%s/%s".formatted(address, key));
    }

    private HttpHeaders stored(String key) throws UploadException {
        try {
            HttpResponse<Void> head = bucket.head(key, TIMEOUT, clock.instant());
            return switch (head.statusCode()) {
                case 200 -> head.headers();
                case 404 -> throw new UploadException(UploadFault.NOT_UPLOADED);
                case 403 -> {
                    // S3 says 404 of what is not there to those alone who may list the bucket; from 403 nothing
                    // follows.
                    LOG.warn(
                            "HEAD {}: 403; the role needs s3:GetObject on products/* and s3:ListBucket on the bucket",
                            key);
                    throw new UploadException(UploadFault.UNAVAILABLE);
                }
                default -> {
                    LOG.warn("HEAD {}: {}", key, head.statusCode());
                    throw new UploadException(UploadFault.UNAVAILABLE);
                }
            };
        } catch (IOException e) {
            LOG.warn("HEAD {}: {}", key, String.valueOf(e.getMessage()));
            throw new UploadException(UploadFault.UNAVAILABLE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UploadException(UploadFault.UNAVAILABLE);
        }
    }
}
