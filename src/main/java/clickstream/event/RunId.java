package clickstream.event;

/**
 * A run: one attempt at an hour.
 *
 * @param number in {@code etl.load_run}; later runs have greater ones
 */
public record RunId(long number) {

    /** Comes before all runs. */
    public static final RunId NONE = new RunId(0);

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
