package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** What an ingest has stored in a {@link TestingS3}. */
public final class StoredEvents {

    private static final long PAUSE_MILLIS = 50;
    private static final long MOST_MILLIS = 30_000;

    private StoredEvents() {}

    /** All events below {@code events/}, each as its line, by the order of keys. */
    public static List<String> lines(TestingS3 s3) {
        return s3.keys("events/").stream().flatMap(key -> text(s3, key).lines()).toList();
    }

    /** The same, once there are so many. */
    public static List<String> await(TestingS3 s3, int events) throws InterruptedException {
        for (long waited = 0; waited < MOST_MILLIS; waited += PAUSE_MILLIS) {
            List<String> lines = lines(s3);
            if (lines.size() >= events) {
                return lines;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new AssertionError(
                "%d of %d events are stored after %d ms".formatted(lines(s3).size(), events, MOST_MILLIS));
    }

    /** An object, inflated where its name says that it is gzip. */
    public static String text(TestingS3 s3, String key) {
        byte[] bytes = s3.bytes(key);
        try {
            return new String(
                    key.endsWith(".gz") ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes,
                    UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
