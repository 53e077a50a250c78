package clickstream.rejects;

import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import clickstream.event.PrintableText;
import clickstream.event.RunId;
import clickstream.job.LogSampler;
import clickstream.job.ObjectFlow;
import clickstream.job.Pipeline;
import clickstream.load.Chunk;
import clickstream.load.Loader;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes objects that have rejects into chunks again, each whole. Those whose version S3 no longer has, and those that are too large
 * still, are left as they are. To be used by one thread.
 */
final class RetryLoad implements AutoCloseable, ObjectFlow.Receiver<ListedObject> {

    private final RejectedObjects database;
    private final ObjectFlow<ListedObject> flow;
    private final LogSampler missingNames = LogSampler.ofVanished(
            "S3 no longer has this version, its rejects are left: {}",
            "S3 no longer has these versions, their rejects are left: {} more");
    private final LogSampler failedNames = LogSampler.ofFailures("");
    private RetryTally tally = new RetryTally();

    /** Starts to read {@code objects}, which are of {@code hour}. */
    RetryLoad(RejectedObjects database, Iterator<ListedObject> objects, Pipeline pipeline, Hour hour) {
        this.database = database;
        this.flow = pipeline.open(hour, objects, Function.identity(), ObjectFlow.Limits.ofLoad(Set.of()));
    }

    /**
     * What a chunk came to, true once its transaction is committed.
     *
     * @param load whole objects, good events included
     * @param finished the rejects of objects that this run need not try again
     * @param unfinished those of objects of which nothing was written
     */
    record Step(LoadCounts load, RetryCounts finished, RetryCounts unfinished) {}

    /** Whether objects may be left. */
    boolean more() {
        return flow.more();
    }

    /** Objects that could not be read, and of which trying again later can help. */
    long failedTransient() {
        return flow.failedTransient();
    }

    /** Fills a chunk with what comes next and writes it, in the caller's transaction. */
    Step loadNext(Loader loader, RunId run) throws InterruptedException {
        tally = new RetryTally();
        Chunk chunk = loader.chunk(run, tally);
        flow.fill(chunk, this);
        LoadCounts written = chunk.write();
        RetryCounts rest = tally.unfinished();
        long already = rest.left() + rest.missing();
        long all = written.objects().loaded()
                + written.objects().skipped()
                + written.objects().rejected()
                + already
                + rest.failed();
        ObjectCounts listing = new ObjectCounts(all, already, 0, 0, 0, rest.failed());
        return new Step(written.plus(new LoadCounts(listing, EventCounts.NONE)), tally.finished(), rest);
    }

    @Override
    public boolean takes(ListedObject asked, ListedObject found) {
        if (isThere(asked, found)) {
            tally.readAgain(asked, database.indexes(asked));
            return true;
        }
        return false;
    }

    /** It would be rejected whole, and whatever else was found in it be forgotten. */
    @Override
    public boolean takesTooLarge(ListedObject asked, ListedObject found) {
        if (isThere(asked, found)) {
            tally.leave(database.indexes(asked));
        }
        return false;
    }

    @Override
    public void vanished(ListedObject asked) {
        missingNames.add(PrintableText.of(asked.key()));
        tally.miss(database.indexes(asked));
    }

    @Override
    public void failed(ListedObject asked, String cause) {
        failedNames.add(PrintableText.of(asked.key()), cause);
        tally.fail(database.indexes(asked));
    }

    private boolean isThere(ListedObject asked, ListedObject found) {
        boolean isThere = found.etag().equals(asked.etag());
        if (!isThere) {
            vanished(asked);
        }
        return isThere;
    }

    @Override
    public void close() {
        missingNames.close();
        failedNames.close();
        flow.close();
    }
}
