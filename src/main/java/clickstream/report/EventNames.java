package clickstream.report;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code public.clickstream_events} with an {@code event_timestamp} in a range, by event name.
 *
 * @param most the names with the most rows, those first
 * @param names how many names there are
 * @param rows of all names
 * @param newest the greatest {@code event_timestamp}; null where there is no row
 */
record EventNames(
        List<Count> most, long names, long rows, @Nullable Instant newest) {

    static final EventNames NONE = new EventNames(List.of(), 0, 0, null);

    /**
     * A name's rows.
     *
     * @param name its beginning where it is very long
     */
    public record Count(String name, long rows) {}

    /** The rows of all names that are not in {@link #most}. */
    public long otherRows() {
        return rows - most.stream().mapToLong(Count::rows).sum();
    }
}
