package clickstream.load;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether rows are given to COPY without asking first which of them stand. Mostly none does, and the question takes PostgreSQL a good
 * part of what the rows take; where one does, COPY was in vain, leaves dead rows, and PostgreSQL logs an error. So the first chunk is
 * asked for, and so are many behind one with a row that stood. Thread-safe.
 */
final class CopyFirst {

    private static final int CHUNKS_ASKED = 100;

    private final AtomicInteger chunksToAsk;

    CopyFirst(int chunksAskedFirst) {
        this.chunksToAsk = new AtomicInteger(chunksAskedFirst);
    }

    /** To be asked once a chunk. */
    boolean isWorthIt() {
        return chunksToAsk.getAndUpdate(left -> Math.max(0, left - 1)) == 0;
    }

    /** A row stood, or COPY could not be used. */
    void metOthers() {
        chunksToAsk.set(CHUNKS_ASKED);
    }
}
