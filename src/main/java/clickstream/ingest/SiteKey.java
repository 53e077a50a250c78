package clickstream.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The key that events of a site bear, where one is set. It stands in each page of the site, so it is no secret: it keeps strays out, and
 * nobody who means it. {@code toString} does not show it. Thread-safe.
 */
final class SiteKey {

    private final byte[] key;

    /** @param key empty where none is asked for */
    SiteKey(String key) {
        this.key = key.getBytes(StandardCharsets.UTF_8);
    }

    /** Compared in a time that does not tell how much of it is right. */
    boolean admits(RequestHead head) {
        String header = head.header("x-api-key");
        String shown = header.isEmpty() ? head.key() : header;
        return key.length == 0 || MessageDigest.isEqual(key, shown.getBytes(StandardCharsets.UTF_8));
    }
}
