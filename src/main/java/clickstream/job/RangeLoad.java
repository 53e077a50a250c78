package clickstream.job;

import clickstream.event.EventCounts;
import clickstream.event.ListedObject;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.PrintableText;
import clickstream.event.RejectReason;
import clickstream.fetch.FetchAhead;
import clickstream.fetch.Fetched;
import clickstream.fetch.Fetched.Body;
import clickstream.fetch.Fetched.Failed;
import clickstream.fetch.Fetched.NotAnEvent;
import clickstream.fetch.Fetched.TooLarge;
import clickstream.fetch.Fetched.Vanished;
import clickstream.load.Chunk;
import clickstream.load.FailedObjects.FailedObject;
import clickstream.watch.LogEvents;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a range of objects through fetch, parse and map into chunks. To be used by one thread. */
final class RangeLoad implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RangeLoad.class);

    /** A chunk ends there though it holds next to nothing: of objects that fail or have vanished an hour may have millions. */
    private static final int MOST_TAKEN = 1_000;

    private final UnfinishedObjects unfinished;
    private final FetchAhead ahead;
    private final ObjectValues values;
    private final ReadFailures failures;
    private LoadCounts written = LoadCounts.NONE;
    private final StopSignal stop;
    private List<FailedObject> failedInChunk = new ArrayList<>();
    private int takenInChunk;
    private final LogSampler vanishedNames = new LogSampler();
    private long vanished;
    private long gets;
    private boolean more = true;

    RangeLoad(
            UnfinishedObjects unfinished,
            FetchAhead ahead,
            ObjectValues values,
            ReadFailures failures,
            StopSignal stop) {
        this.unfinished = unfinished;
        this.ahead = ahead;
        this.values = values;
        this.failures = failures;
        this.stop = stop;
    }

    /** Whether objects may be left. */
    boolean more() {
        return more;
    }

    /**
     * Fills a chunk with what comes next and writes it, in the caller's transaction. Asked to stop, it writes what it has.
     *
     * @throws ReadingException where one object after the other cannot be read
     * @return what this range came to so far, this chunk included; the counts are complete when {@link #more} is false
     */
    RangeCounts loadNext(Chunk chunk) throws InterruptedException {
        failedInChunk = new ArrayList<>();
        takenInChunk = 0;
        while (more && takenInChunk < MOST_TAKEN && !chunk.full() && !stop.isRequested()) {
            Fetched fetched = ahead.next();
            if (fetched == null) {
                more = false;
            } else {
                takenInChunk++;
                take(fetched, chunk);
            }
        }
        written = written.plus(chunk.write());
        return counts();
    }

    /** How many objects the last chunk took from the listing, whatever became of them. */
    int takenInChunk() {
        return takenInChunk;
    }

    /** The objects that could not be read when the last chunk was filled. */
    List<FailedObject> failedInChunk() {
        return failedInChunk;
    }

    private void take(Fetched fetched, Chunk chunk) {
        switch (fetched) {
            case Body body -> {
                gets++;
                failures.read();
                values.addTo(chunk, body.object(), body.bytes());
            }
            case NotAnEvent(ListedObject object, var reason) -> chunk.skip(object, reason);
            case TooLarge(ListedObject object) -> {
                chunk.begin(object);
                chunk.add(new Reject(
                        0,
                        RejectReason.TOO_LARGE,
                        "the object has %d bytes; it was not read".formatted(object.size()),
                        ByteBuffer.allocate(0)));
                chunk.end();
            }
            case Vanished(ListedObject object) -> {
                gets++;
                vanished++;
                if (vanishedNames.sample()) {
                    LOG.info(
                            LogEvents.OBJECT_VANISHED,
                            "Deleted since it was listed: {}",
                            PrintableText.of(object.key()));
                }
            }
            case Failed failure -> {
                gets++;
                failedInChunk.add(new FailedObject(failure.object(), failures.add(failure)));
                failures.giveUpAfterMany(failure);
            }
        }
    }

    private RangeCounts counts() {
        // What vanished is not there any more: it counts as if it had not been listed.
        ObjectCounts listing = new ObjectCounts(
                unfinished.listedCount() - vanished, unfinished.finishedCount(), 0, 0, 0, failures.failed());
        return new RangeCounts(
                written.plus(new LoadCounts(listing, EventCounts.NONE)), vanished, failures.transientFailures(), gets);
    }

    @Override
    public void close() {
        if (vanishedNames.suppressed() > 0) {
            LOG.info(
                    LogEvents.OBJECTS_SUPPRESSED,
                    "Deleted since they were listed: {} objects more",
                    vanishedNames.suppressed());
        }
        failures.logSuppressed();
        ahead.close();
    }
}
