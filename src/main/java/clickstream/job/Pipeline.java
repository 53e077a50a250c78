package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.NameRange;
import clickstream.fetch.FetchAhead;
import clickstream.fetch.FetchLimits;
import clickstream.list.ObjectListing;
import clickstream.load.FinishedObject;
import clickstream.map.EventMapper;
import clickstream.parse.ObjectParser;
import clickstream.s3.RawBucket;
import clickstream.watch.Metrics;
import java.util.Iterator;
import java.util.Set;

/**
 * What is between S3 and a chunk: list, minus ledger, fetch, parse, map. Thread-safe.
 *
 * @param maxObjectSize in bytes
 */
public record Pipeline(
        RawBucket bucket,
        ObjectListing listing,
        FetchLimits limits,
        int maxObjectSize,
        ObjectParser parser,
        EventMapper mapper,
        StopSignal stop,
        Metrics metrics) {

    /**
     * Starts to read the objects of a range that are listed and not among {@code finished}.
     *
     * @param knownFailures names of objects that could not be read before
     */
    RangeLoad open(Hour hour, NameRange range, Iterator<FinishedObject> finished, Set<String> knownFailures) {
        Iterator<ListedObject> listed = listing.objects(hour, range);
        UnfinishedObjects unfinished = new UnfinishedObjects(listed, finished);
        return new RangeLoad(unfinished, ahead(hour, unfinished), values(), new ReadFailures(knownFailures), stop);
    }

    /** Starts to read objects of an hour. */
    public FetchAhead ahead(Hour hour, Iterator<ListedObject> objects) {
        return new FetchAhead(bucket, limits, maxObjectSize, objects, metrics.gets(hour));
    }

    public ObjectValues values() {
        return new ObjectValues(parser, mapper);
    }
}
