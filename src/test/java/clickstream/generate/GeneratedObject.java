package clickstream.generate;

import clickstream.event.Hour;
import clickstream.event.SkipReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object to put into the raw bucket, and what a loader must make of it.
 *
 * @param name the key without the hour's prefix; unique within the hour
 * @param bytes as stored, which may be gzip
 * @param lastModified when an ingest function would have written it, in whole seconds: no earlier than its events, so that they are
 *     plausible; a test that puts the object at another time uses that one
 * @param skipped why it holds no event; null where it holds values
 * @param values in the order of their indexes; empty where it is skipped
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record GeneratedObject(
        Hour hour,
        String name,
        byte[] bytes,
        Instant lastModified,
        @Nullable SkipReason skipped,
        List<ExpectedValue> values) {

    public GeneratedObject {
        if ((skipped == null) == values.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: skipped %s, with %d values".formatted(name, skipped, values.size()));
        }
    }

    public String key() {
        return hour.prefix() + name;
    }

    /** Whether at least one of its values is loaded. */
    public boolean isLoaded() {
        return values.stream().anyMatch(ExpectedValue.Loaded.class::isInstance);
    }
}
