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
import clickstream.fetch.Fetched.NotAnEvent;
import clickstream.fetch.Fetched.TooLarge;
import clickstream.fetch.Fetched.Vanished;
import clickstream.load.Chunk;
import clickstream.load.LoadCounts;
import clickstream.map.EventMapper;
import clickstream.parse.ObjectParser;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a range of objects through fetch, parse and map into chunks. To be used by one thread. */
final class RangeLoad implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RangeLoad.class);

    private final UnfinishedObjects unfinished;
    private final FetchAhead ahead;
    private final ObjectParser parser;
    private final EventMapper mapper;
    private LoadCounts written = LoadCounts.NONE;
    private long failed;
    private long vanished;
    private long gets;
    private boolean more = true;

    RangeLoad(UnfinishedObjects unfinished, FetchAhead ahead, ObjectParser parser, EventMapper mapper) {
        this.unfinished = unfinished;
        this.ahead = ahead;
        this.parser = parser;
        this.mapper = mapper;
    }

    /** Whether objects may be left. */
    boolean more() {
        return more;
    }

    /**
     * Fills a chunk with what comes next and writes it, in the caller's transaction.
     *
     * @return what this range came to so far, this chunk included; the counts are complete when {@link #more} is false
     */
    RangeCounts loadNext(Chunk chunk) throws InterruptedException {
        while (more && !chunk.full()) {
            Fetched fetched = ahead.next();
            if (fetched == null) {
                more = false;
            } else {
                take(fetched, chunk);
            }
        }
        written = written.plus(chunk.write());
        return counts();
    }

    private void take(Fetched fetched, Chunk chunk) {
        switch (fetched) {
            case Body body -> {
                gets++;
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
            case Failed(ListedObject object, String cause) -> {
                gets++;
                failed++;
                LOG.warn("Could not read {}: {}", LogText.of(object.key()), LogText.of(cause));
            }
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
        return new RangeCounts(written.plus(new LoadCounts(listing, EventCounts.NONE)), vanished, gets);
    }

    @Override
    public void close() {
        ahead.close();
    }
}
