package clickstream.job;

import clickstream.event.EventCounts;
import clickstream.event.ListedObject;
import clickstream.event.ObjectCounts;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.RejectReason;
import clickstream.fetch.FetchAhead;
import clickstream.fetch.Fetched;
import clickstream.fetch.Fetched.Body;
import clickstream.fetch.Fetched.Failed;
import clickstream.fetch.Fetched.FailureKind;
import clickstream.fetch.Fetched.NotAnEvent;
import clickstream.fetch.Fetched.TooLarge;
import clickstream.fetch.Fetched.Vanished;
import clickstream.load.Chunk;
import clickstream.load.FailedObjects.FailedObject;
import clickstream.load.LoadCounts;
import clickstream.map.EventMapper;
import clickstream.parse.ObjectParser;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a range of objects through fetch, parse and map into chunks. To be used by one thread. */
final class RangeLoad implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RangeLoad.class);

    /** So many refusals before the first object that could be read mean that a right is missing: going on would only fill the log. */
    private static final int DENIED_AT_FIRST = 25;

    /** So many failures without one object between them mean that S3 is away: the hour is tried again later. */
    private static final int FAILED_IN_A_ROW = 100;

    private final UnfinishedObjects unfinished;
    private final FetchAhead ahead;
    private final ObjectParser parser;
    private final EventMapper mapper;
    private LoadCounts written = LoadCounts.NONE;
    private final Set<String> knownFailures;
    private final StopSignal stop;
    private List<FailedObject> failedInChunk = new ArrayList<>();
    private int takenInChunk;
    private long failed;
    private long failedPassing;
    private int deniedAtFirst;
    private boolean anyRead;
    private int failedInARow;
    private long vanished;
    private long gets;
    private boolean more = true;

    RangeLoad(
            UnfinishedObjects unfinished,
            FetchAhead ahead,
            ObjectParser parser,
            EventMapper mapper,
            Set<String> knownFailures,
            StopSignal stop) {
        this.unfinished = unfinished;
        this.ahead = ahead;
        this.parser = parser;
        this.mapper = mapper;
        this.knownFailures = knownFailures;
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
        while (more && !chunk.full() && !stop.isRequested()) {
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
                anyRead = true;
                failedInARow = 0;
                addValues(body, chunk);
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
                LOG.info("Deleted since it was listed: {}", LogText.of(object.key()));
            }
            case Failed failure -> {
                gets++;
                fail(failure);
            }
        }
    }

    private void fail(Failed failure) {
        String key = LogText.of(failure.object().key());
        String cause = LogText.of(failure.cause());
        LOG.warn("Could not read {}: {}", key, cause);
        failed++;
        failedPassing += failure.kind() == FailureKind.PASSING ? 1 : 0;
        failedInChunk.add(new FailedObject(failure.object(), cause));
        if (knownFailures.contains(failure.object().name())) {
            // An earlier run met it already: it says nothing about the others, and must not keep them from being read
            // for ever.
            return;
        }
        failedInARow += failure.kind() == FailureKind.PASSING ? 1 : 0;
        deniedAtFirst += failure.kind() == FailureKind.DENIED && !anyRead ? 1 : 0;
        if (deniedAtFirst >= DENIED_AT_FIRST || failedInARow >= FAILED_IN_A_ROW) {
            throw new ReadingException(
                    "One object after the other could not be read, the last one, %s: %s".formatted(key, cause),
                    failure.kind() == FailureKind.PASSING);
        }
    }

    private void addValues(Body body, Chunk chunk) {
        ListedObject object = body.object();
        chunk.begin(object);
        Iterator<ParsedValue> values = parser.values(body.bytes());
        while (values.hasNext()) {
            switch (values.next()) {
                case Event(int index, var event) ->
                    chunk.add(mapper.map(event, object, index, index == 0 && !values.hasNext()), index);
                case Reject reject -> chunk.add(reject);
            }
        }
        chunk.end();
    }

    private RangeCounts counts() {
        // What vanished is not there any more: it counts as if it had not been listed.
        ObjectCounts listing =
                new ObjectCounts(unfinished.listedCount() - vanished, unfinished.finishedCount(), 0, 0, 0, failed);
        return new RangeCounts(written.plus(new LoadCounts(listing, EventCounts.NONE)), vanished, failedPassing, gets);
    }

    @Override
    public void close() {
        ahead.close();
    }
}
