package clickstream.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

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

    /** The same for a value in it that a log says was written then; null where no log says so. */
    public ListedObject loggedAt(@Nullable Instant time) {
        return time == null ? this : new ListedObject(hour, name, etag, size, time);
    }

    public String key() {
        return hour.prefix() + name;
    }
}
