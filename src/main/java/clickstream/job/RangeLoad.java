package clickstream.job;

import clickstream.event.EventCounts;
import clickstream.event.ExplainedException;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.LoadCounts;
import clickstream.event.NameRange;
import clickstream.event.ObjectCounts;
import clickstream.event.PrintableText;
import clickstream.fetch.Fetched.Failed;
import clickstream.fetch.Fetched.FailureKind;
import clickstream.list.ObjectListing;
import clickstream.load.Chunk;
import clickstream.load.FailedObjects.FailedObject;
import clickstream.load.FinishedObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Takes the unfinished objects of a range into chunks. To be used by one thread. */
final class RangeLoad implements AutoCloseable, ObjectFlow.Receiver<ListedObject> {

    private final ObjectListing listing;
    private final Hour hour;
    private final UnfinishedObjects unfinished;
    private final ObjectFlow<ListedObject> flow;
    private final LogSampler vanishedNames =
            LogSampler.ofVanished("Deleted since it was listed: {}", "Deleted since they were listed: {} more");
    private final LogSampler failedNames;
    private LoadCounts written = LoadCounts.NONE;
    private List<FailedObject> failedInChunk = new ArrayList<>();
    private final List<ListedObject> goneInChunk = new ArrayList<>();
    private long vanished;

    /**
     * Starts to read the objects of a range that are listed and not among {@code finished}.
     *
     * @param knownFailures names of objects that could not be read before
     * @param failedNames logs those that cannot be read now
     */
    RangeLoad(
            Pipeline pipeline,
            Hour hour,
            NameRange range,
            Iterator<FinishedObject> finished,
            Set<String> knownFailures,
            LogSampler failedNames) {
        this.listing = pipeline.listing();
        this.hour = hour;
        this.unfinished = new UnfinishedObjects(listing.objects(hour, range), finished);
        this.flow = pipeline.open(hour, unfinished, Function.identity(), ObjectFlow.Limits.ofLoad(knownFailures));
        this.failedNames = failedNames;
    }

    /** Whether objects may be left. */
    boolean more() {
        return flow.more();
    }

    /**
     * Fills a chunk with what comes next and writes it, in the caller's transaction. Asked to stop, it writes what it has.
     *
     * @throws ExplainedException where one object after the other cannot be read, or S3 does not list again what it says is gone
     * @return what this range came to so far, this chunk included; the counts are complete when {@link #more} is false
     */
    RangeCounts loadNext(Chunk chunk) throws InterruptedException {
        failedInChunk = new ArrayList<>();
        goneInChunk.clear();
        flow.fill(chunk, this);
        tellDeletedFromListed();
        written = written.plus(chunk.write());
        return counts();
    }

    /** How many objects the last chunk took from the listing, whatever became of them. */
    int takenInChunk() {
        return flow.taken();
    }

    /** The objects that could not be read when the last chunk was filled. */
    List<FailedObject> failedInChunk() {
        return failedInChunk;
    }

    @Override
    public boolean takes(ListedObject asked, ListedObject found) {
        return true;
    }

    @Override
    public void vanished(ListedObject asked) {
        goneInChunk.add(asked);
    }

    /** What S3 still lists was not deleted, whatever it answers to a GET: the hour is not complete without it. */
    private void tellDeletedFromListed() {
        Set<String> listed = listing.listed(
                hour, goneInChunk.stream().map(ListedObject::name).toList());
        for (ListedObject gone : goneInChunk) {
            if (listed.contains(gone.name())) {
                flow.count(gone, notThere(gone), this);
            } else {
                vanished++;
                vanishedNames.add(PrintableText.of(gone.key()));
            }
        }
        if (!listed.isEmpty() && goneInChunk.size() == flow.taken()) {
            // Of one object among others that are read this says nothing of the next one.
            flow.giveUpAfterMany(notThere(goneInChunk.getLast()));
        }
    }

    private static Failed notThere(ListedObject object) {
        return new Failed(object, FailureKind.TRANSIENT, "S3 lists it, and says that it is not there");
    }

    @Override
    public void failed(ListedObject asked, String cause) {
        failedNames.add(PrintableText.of(asked.key()), cause);
        failedInChunk.add(new FailedObject(asked, cause));
    }

    private RangeCounts counts() {
        // What vanished is not there any more: it counts as if it had not been listed.
        ObjectCounts listing = new ObjectCounts(
                unfinished.listedCount() - vanished, unfinished.finishedCount(), 0, 0, 0, flow.failed());
        return new RangeCounts(
                written.plus(new LoadCounts(listing, EventCounts.NONE)), vanished, flow.failedTransient(), flow.gets());
    }

    @Override
    public void close() {
        vanishedNames.close();
        failedNames.close();
        flow.close();
    }
}
