package clickstream.rejects;

import clickstream.event.EventCounts;
import clickstream.event.Hour;
import clickstream.event.JsonValue.JsonObject;
import clickstream.event.ListedObject;
import clickstream.event.LoadCounts;
import clickstream.event.MappedEvent;
import clickstream.event.ObjectCounts;
import clickstream.event.PrintableText;
import clickstream.fetch.FetchAhead;
import clickstream.fetch.Fetched;
import clickstream.fetch.Fetched.Body;
import clickstream.fetch.Fetched.Failed;
import clickstream.fetch.Fetched.NotAnEvent;
import clickstream.fetch.Fetched.TooLarge;
import clickstream.fetch.Fetched.Vanished;
import clickstream.job.LogSampler;
import clickstream.job.ObjectValues;
import clickstream.job.Pipeline;
import clickstream.job.ReadFailures;
import clickstream.job.StopSignal;
import clickstream.load.Chunk;
import clickstream.load.Loader;
import clickstream.rejects.RejectedObjects.RejectedObject;
import clickstream.watch.LogEvents;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes objects that have rejects through fetch, parse and map into chunks again: each whole where S3 still has its version, else the
 * rejects by themselves, from the bytes that are kept of them. To be used by one thread.
 */
final class RetryLoad implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RetryLoad.class);

    private final RejectedObjects database;
    private final ObjectValues values;
    private final StopSignal stop;
    /** What was asked for and not yet taken, in order. */
    private final Queue<RejectedObject> asked = new ConcurrentLinkedQueue<>();

    private final FetchAhead ahead;
    private final ReadFailures failures = new ReadFailures(Set.of());
    private final LogSampler goneNames = new LogSampler();
    private boolean more = true;

    /** Starts to read {@code objects}, which are of {@code hour}. */
    RetryLoad(RejectedObjects database, Iterator<RejectedObject> objects, Pipeline pipeline, Hour hour) {
        this.database = database;
        this.values = pipeline.values();
        this.stop = pipeline.stop();
        this.ahead = pipeline.ahead(hour, new Iterator<>() {
            @Override
            public boolean hasNext() {
                return objects.hasNext();
            }

            @Override
            public ListedObject next() {
                RejectedObject next = objects.next();
                asked.add(next);
                return next.object();
            }
        });
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
        return more;
    }

    /** Objects that could not be read, and of which trying again later can help. */
    long failedTransient() {
        return failures.transientFailures();
    }

    /** Fills a chunk with what comes next and writes it, in the caller's transaction. */
    Step loadNext(Loader loader, long run) throws InterruptedException {
        RetryTally tally = new RetryTally();
        Chunk chunk = loader.chunk(run, tally);
        while (more && !chunk.full() && !stop.isRequested()) {
            Fetched fetched = ahead.next();
            if (fetched == null) {
                more = false;
            } else {
                take(asked.remove(), fetched, chunk, tally);
            }
        }
        LoadCounts written = chunk.write();
        RetryCounts rest = tally.unfinished();
        long all = written.objects().loaded()
                + written.objects().skipped()
                + written.objects().rejected()
                + rest.left()
                + rest.failed();
        ObjectCounts listing = new ObjectCounts(all, rest.left(), 0, 0, 0, rest.failed());
        return new Step(written.plus(new LoadCounts(listing, EventCounts.NONE)), tally.finished(), rest);
    }

    private void take(RejectedObject rejected, Fetched fetched, Chunk chunk, RetryTally tally) {
        ListedObject object = rejected.object();
        BitSet rejects = database.indexes(object);
        boolean sameVersion = fetched.object().etag().equals(object.etag());
        switch (fetched) {
            case Body body
            when sameVersion -> {
                failures.read();
                tally.readAgain(object, rejects);
                values.addTo(chunk, object, body.bytes());
            }
            // It would be rejected whole, and whatever else was found in it be forgotten.
            case TooLarge _ when sameVersion -> tally.leave(rejects);
            case Body _, TooLarge _, Vanished _ -> {
                failures.read();
                if (goneNames.sample()) {
                    LOG.info(
                            LogEvents.OBJECT_VANISHED,
                            "S3 no longer has this version, trying what is stored: {}",
                            PrintableText.of(object.key()));
                }
                addStored(rejected, rejects, chunk, tally);
            }
            case NotAnEvent(ListedObject _, var reason) -> {
                tally.readAgain(object, rejects);
                chunk.skip(object, reason);
            }
            case Failed failure -> {
                failures.add(failure);
                failures.giveUpAfterMany(failure);
                tally.fail(rejects);
            }
        }
    }

    private void addStored(RejectedObject rejected, BitSet rejects, Chunk chunk, RetryTally tally) {
        ListedObject object = rejected.object();
        Iterator<StoredReject> stored = database.rejects(object);
        boolean only = rejected.events() == 1 && rejects.cardinality() == 1 && rejects.get(0);
        long good = rejected.events() - rejects.cardinality() - database.conflictCount(object);
        tally.fromStoredBytes(object, rejects);
        if (only) {
            StoredReject value = stored.next();
            if (value.isWhole() && value.kept() == object.size()) {
                values.addTo(chunk, object, bytes(value));
                return;
            }
            stored = List.of(value).iterator();
        }
        chunk.begin(object);
        chunk.existing((int) Math.max(good, 0));
        while (stored.hasNext()) {
            addAlone(stored.next(), object, only, chunk, tally);
        }
        // As when the object is read again, they are compared again.
        database.conflicts(object)
                .forEachRemaining(conflict -> chunk.add(new MappedEvent(conflict.row(), List.of()), conflict.index()));
        chunk.end();
    }

    private void addAlone(StoredReject value, ListedObject object, boolean only, Chunk chunk, RetryTally tally) {
        if (!value.isWhole()) {
            tally.cannotTry(object, value.index());
            chunk.add(value.reject());
            return;
        }
        JsonObject event = values.parser().eventAlone(bytes(value));
        if (event == null) {
            // What was said of it then names places in the object, and stays true.
            chunk.add(value.reject());
        } else {
            chunk.add(values.mapper().map(event, object, value.index(), only), value.index());
        }
    }

    private static byte[] bytes(StoredReject value) {
        byte[] copy = new byte[value.bytes().remaining()];
        value.bytes().duplicate().get(copy);
        return copy;
    }

    @Override
    public void close() {
        if (goneNames.suppressed() > 0) {
            LOG.info(
                    LogEvents.OBJECTS_SUPPRESSED,
                    "S3 no longer has the versions of {} objects more",
                    goneNames.suppressed());
        }
        failures.logSuppressed();
        ahead.close();
    }
}
