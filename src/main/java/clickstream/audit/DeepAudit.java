package clickstream.audit;

import clickstream.audit.AuditedVersions.Version;
import clickstream.event.ExplainedException;
import clickstream.event.Hour;
import clickstream.event.ListedObject;
import clickstream.job.ObjectFlow;
import clickstream.job.Pipeline;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** Reads the finished objects of an hour again and looks up what became of every value. To be used once. */
final class DeepAudit implements ObjectFlow.Receiver<Version> {

    /** So many failures without one object between them mean that it is not the objects. */
    private static final int FAILED_IN_A_ROW = 10;

    private final Pipeline pipeline;
    private final Hour hour;
    private final AuditTally tally;
    private final EventLookup lookup;

    DeepAudit(Pipeline pipeline, AuditedRows rows, Hour hour, AuditTally tally) {
        this.pipeline = pipeline;
        this.hour = hour;
        this.tally = tally;
        this.lookup = new EventLookup(rows, hour, tally);
    }

    /**
     * Reads them.
     *
     * @throws ExplainedException where one object after the other cannot be read
     * @throws CancellationException where the process is asked to stop
     */
    void readAgain(AuditedVersions versions) throws InterruptedException {
        ObjectFlow.Limits limits = new ObjectFlow.Limits(FAILED_IN_A_ROW, FAILED_IN_A_ROW, Set.of());
        try (ObjectFlow<Version> flow = pipeline.open(hour, versions, Version::asLoaded, limits)) {
            while (flow.more()) {
                if (pipeline.isStopping()) {
                    throw new CancellationException("asked to stop");
                }
                flow.fill(lookup, this);
                lookup.flush();
            }
        }
    }

    @Override
    public boolean takes(Version asked, ListedObject found) {
        if (!found.etag().equals(asked.listed().etag())) {
            unread(asked, "overwritten since it was listed");
            return false;
        }
        lookup.expect(asked);
        return true;
    }

    @Override
    public void vanished(Version asked) {
        unread(asked, "deleted since it was listed");
    }

    @Override
    public void failed(Version asked, String cause) {
        unread(asked, cause);
    }

    private void unread(Version version, String why) {
        tally.gap(Gap.Kind.UNREAD, version.listed().name(), why);
    }
}
