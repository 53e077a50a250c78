package clickstream.job;

/**
 * Which of many things that are alike are worth a line in the log: the first {@value #MOST}, for an hour may have millions of them. Those
 * behind are counted. To be used by one thread.
 */
public final class LogSampler {

    static final int MOST = 20;

    private long all;

    /** Counts one more; whether it is to be told by itself. */
    public boolean sample() {
        all++;
        return all <= MOST;
    }

    /** How many were not. */
    public long suppressed() {
        return Math.max(0, all - MOST);
    }
}
