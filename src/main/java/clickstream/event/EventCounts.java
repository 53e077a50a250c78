package clickstream.event;

/**
 * What became of the values that were read. They balance when {@code read == inserted + duplicate + conflicting + rejected}; each is
 * counted where it happens, so that the equation says something.
 *
 * @param read values and unreadable stretches found in objects
 * @param inserted rows that are new in the table
 * @param duplicate the id was there already, in the table or in the input, and every column but {@code event_timestamp} is equal
 * @param conflicting the id was there already with other columns, which stay
 * @param rejected values that are no event
 */
public record EventCounts(long read, long inserted, long duplicate, long conflicting, long rejected) {

    public static final EventCounts NONE = new EventCounts(0, 0, 0, 0, 0);

    public boolean balance() {
        return read == inserted + duplicate + conflicting + rejected;
    }

    public EventCounts plus(EventCounts other) {
        return new EventCounts(
                read + other.read,
                inserted + other.inserted,
                duplicate + other.duplicate,
                conflicting + other.conflicting,
                rejected + other.rejected);
    }
}
