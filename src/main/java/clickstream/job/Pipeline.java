package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.fetch.FetchAhead;
import clickstream.fetch.FetchLimits;
import clickstream.list.ObjectListing;
import clickstream.map.EventMapper;
import clickstream.parse.ObjectParser;
import clickstream.s3.RawBucket;
import clickstream.watch.Metrics;
import java.util.Iterator;
import java.util.function.Function;

/** What is between S3 and a sink: list, fetch, parse, map. Thread-safe. */
public final class Pipeline {

    private final RawBucket bucket;
    private final ObjectListing listing;
    private final FetchLimits limits;
    private final int maxObjectSize;
    private final ObjectParser parser;
    private final EventMapper mapper;
    private final StopSignal stop;
    private final Metrics metrics;

    /** @param maxObjectSize in bytes */
    Pipeline(
            RawBucket bucket,
            ObjectListing listing,
            FetchLimits limits,
            int maxObjectSize,
            ObjectParser parser,
            EventMapper mapper,
            StopSignal stop,
            Metrics metrics) {
        this.bucket = bucket;
        this.listing = listing;
        this.limits = limits;
        this.maxObjectSize = maxObjectSize;
        this.parser = parser;
        this.mapper = mapper;
        this.stop = stop;
        this.metrics = metrics;
    }

    public ObjectListing listing() {
        return listing;
    }

    ObjectParser parser() {
        return parser;
    }

    EventMapper mapper() {
        return mapper;
    }

    /** Whether the process is asked to stop. */
    public boolean isStopping() {
        return stop.isRequested();
    }

    /**
     * Starts to read objects of an hour.
     *
     * @param asked walked on another thread
     * @param object the version that is listed of what is asked
     */
    public <T> ObjectFlow<T> open(
            Hour hour, Iterator<T> asked, Function<T, ListedObject> object, ObjectFlow.Limits giveUp) {
        Iterator<ObjectFlow.Selected<T>> selected = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return asked.hasNext();
            }

            @Override
            public ObjectFlow.Selected<T> next() {
                T next = asked.next();
                ListedObject listed = object.apply(next);
                return new ObjectFlow.Selected<>(next, listed, Selection.of(listed, maxObjectSize));
            }
        };
        FetchAhead<ObjectFlow.Selected<T>> ahead = new FetchAhead<>(
                bucket, limits, maxObjectSize, selected, ObjectFlow.Selected::toFetch, metrics.gets(hour));
        return new ObjectFlow<>(ahead, this, giveUp);
    }
}
