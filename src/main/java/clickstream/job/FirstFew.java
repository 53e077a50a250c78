package clickstream.job;

/**
 * Which of many things that are alike are worth a line in the log: the first {@value #MOST}, for an hour may have millions of them. Those
 * behind are counted. To be used by one thread.
 */
final class FirstFew {

    static final int MOST = 20;

    private long all;

    /** Counts one more; whether it is to be told by itself. */
    boolean tells() {
        all++;
        return all <= MOST;
    }

    /** How many were not. */
    long untold() {
        return Math.max(0, all - MOST);
    }
}
