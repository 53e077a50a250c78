package clickstream.event;

import java.time.Instant;

/**
 * One version of an object in an hour of the raw bucket.
 *
 * @param hour the hour partition that it lies in
 * @param name the key without the hour's prefix; empty for the key that is the prefix itself
 * @param etag identifies the version: another etag is another content. Without the quotes of HTTP
 * @param size in bytes, as stored
 * @param lastModified when S3 took this version in
 */
public record ListedObject(Hour hour, String name, String etag, long size, Instant lastModified) {

    public ListedObject {
        if (size < 0) {
            throw new IllegalArgumentException("negative size for %s: %d".formatted(name, size));
        }
    }

    public String key() {
        return hour.prefix() + name;
    }
}
