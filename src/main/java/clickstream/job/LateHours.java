package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.NameRange;
import clickstream.event.RunId;
import clickstream.list.ObjectListing;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.watch.LogContext;
import java.util.Optional;

/** Looks for objects that came after their hour was loaded: what is listed and not in the ledger, as always. */
public final class LateHours {

    private final ObjectListing listing;
    private final Ledger ledger;
    private final LoadRuns runs;
    private final HourRunner runner;
    private final Retrier retrier;

    LateHours(ObjectListing listing, Ledger ledger, LoadRuns runs, HourRunner runner, Retrier retrier) {
        this.listing = listing;
        this.ledger = ledger;
        this.runs = runs;
        this.runner = runner;
        this.retrier = retrier;
    }

    /**
     * Loads an hour where it has unfinished objects, or where its last run left it incomplete; empty where neither is so, which takes a
     * listing and no run.
     */
    public Optional<HourResult> load(Hour hour, HourRunner.Request request) throws InterruptedException {
        LogContext.begin(hour);
        boolean unfinished;
        try {
            unfinished = retrier.of(
                    "Looking for late objects of hour " + hour, () -> isIncomplete(hour) || hasUnfinishedObjects(hour));
        } finally {
            LogContext.end();
        }
        return unfinished ? Optional.of(runner.load(hour, request)) : Optional.empty();
    }

    private boolean isIncomplete(Hour hour) {
        return !runs.isComplete(hour).orElse(true);
    }

    private boolean hasUnfinishedObjects(Hour hour) {
        return new UnfinishedObjects(
                        listing.objects(hour, NameRange.ALL), ledger.finishedObjects(hour, NameRange.ALL, RunId.NONE))
                .hasNext();
    }
}
