package clickstream.event;

import org.jspecify.annotations.Nullable;

/**
 * A part of an hour's key space: the names after one name, up to and including another, in {@link NameOrder}.
 *
 * @param after the last name before this range; null where the range begins with the first name that can exist
 * @param upTo the last name of this range; null where the range ends with the last name that can exist
 */
public record NameRange(@Nullable String after, @Nullable String upTo) {

    /** Every name that can exist. */
    public static final NameRange ALL = new NameRange(null, null);

    public NameRange {
        if (after != null && upTo != null && NameOrder.UTF_8_BYTES.compare(after, upTo) >= 0) {
            throw new IllegalArgumentException("empty range of names: after %s up to %s".formatted(after, upTo));
        }
    }

    /** Whether {@code name} lies behind the end of this range. */
    public boolean endsBefore(String name) {
        return upTo != null && NameOrder.UTF_8_BYTES.compare(name, upTo) > 0;
    }
}
