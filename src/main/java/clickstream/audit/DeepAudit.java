package clickstream.audit;

import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.event.ParsedValue;
import clickstream.event.ParsedValue.Event;
import clickstream.event.ParsedValue.Reject;
import clickstream.event.PrintableText;
import clickstream.fetch.FetchAhead;
import clickstream.fetch.Fetched;
import clickstream.fetch.Fetched.Body;
import clickstream.fetch.Fetched.Failed;
import clickstream.fetch.Fetched.FailureKind;
import clickstream.fetch.Fetched.NotAnEvent;
import clickstream.fetch.Fetched.TooLarge;
import clickstream.fetch.Fetched.Vanished;
import clickstream.job.Pipeline;
import clickstream.job.ReadingException;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Reads the finished objects of an hour again and looks up what became of every value. To be used once. */
final class DeepAudit {

    /** So many failures without one object between them mean that it is not the objects. */
    private static final int FAILED_IN_A_ROW = 10;

    private final Pipeline pipeline;
    private final AuditTally tally;
    private final EventLookup lookup;
    /** The versions that are being read, in the order in which they come back. */
    private final Queue<AuditedVersions.Version> reading = new ConcurrentLinkedQueue<>();

    private int failedInARow;

    DeepAudit(Pipeline pipeline, AuditedRows rows, Hour hour, AuditTally tally) {
        this.pipeline = pipeline;
        this.tally = tally;
        this.lookup = new EventLookup(rows, hour, tally);
    }

    /**
     * Reads them.
     *
     * @throws ReadingException where one object after the other cannot be read
     */
    void readAgain(AuditedVersions versions) throws InterruptedException {
        try (FetchAhead ahead =
                new FetchAhead(pipeline.bucket(), pipeline.limits(), pipeline.maxObjectSize(), remembered(versions))) {
            for (Fetched fetched = ahead.next(); fetched != null; fetched = ahead.next()) {
                check(fetched, reading.remove());
            }
        }
        lookup.flush();
    }

    private Iterator<ListedObject> remembered(AuditedVersions versions) {
        return new Iterator<>() {

            @Override
            public boolean hasNext() {
                return versions.hasNext();
            }

            @Override
            public ListedObject next() {
                AuditedVersions.Version version = versions.next();
                reading.add(version);
                return version.listed();
            }
        };
    }

    private void check(Fetched fetched, AuditedVersions.Version version) {
        String name = version.listed().name();
        switch (fetched) {
            case Body body
            when !body.object().etag().equals(version.listed().etag()) ->
                tally.gap(GapKind.UNREAD, name, "overwritten since it was listed");
            case Body body -> {
                failedInARow = 0;
                addValues(body, version);
            }
            case NotAnEvent _ -> {
                // Nothing was to be made of it.
            }
            case TooLarge _ -> {
                lookup.begin(version);
                lookup.reject();
                lookup.end();
            }
            case Vanished _ -> tally.gap(GapKind.UNREAD, name, "deleted since it was listed");
            case Failed failed -> {
                tally.gap(GapKind.UNREAD, name, failed.cause());
                // Of an archived object, S3 says something about this one only.
                failedInARow += failed.kind() == FailureKind.OTHER ? 0 : 1;
                if (failedInARow == FAILED_IN_A_ROW) {
                    throw new ReadingException(
                            "%d objects in a row could not be read, the last one, %s: %s"
                                    .formatted(
                                            failedInARow,
                                            PrintableText.of(failed.object().key()),
                                            PrintableText.of(failed.cause())),
                            false);
                }
            }
        }
    }

    private void addValues(Body body, AuditedVersions.Version version) {
        ListedObject object = version.asLoaded();
        lookup.begin(version);
        Iterator<ParsedValue> values = pipeline.parser().values(body.bytes());
        while (values.hasNext()) {
            switch (values.next()) {
                case Event(int index, var event) ->
                    lookup.event(
                            index,
                            pipeline.mapper()
                                    .map(event, object, index, index == 0 && !values.hasNext())
                                    .row());
                case Reject _ -> lookup.reject();
            }
        }
        lookup.end();
    }
}
