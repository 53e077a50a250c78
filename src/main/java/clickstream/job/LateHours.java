package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.NameRange;
import clickstream.list.ObjectListing;
import clickstream.load.Ledger;
import java.util.Optional;

/** Looks for objects that came after their hour was loaded: what is listed and not in the ledger, as always. */
public final class LateHours {

    private final ObjectListing listing;
    private final Ledger ledger;
    private final HourRunner runner;

    LateHours(ObjectListing listing, Ledger ledger, HourRunner runner) {
        this.listing = listing;
        this.ledger = ledger;
        this.runner = runner;
    }

    /** Loads an hour where it has unfinished objects; empty where it has none, which takes a listing and no run. */
    public Optional<HourResult> load(Hour hour, HourRunner.Request request) throws InterruptedException {
        UnfinishedObjects unfinished = new UnfinishedObjects(
                listing.objects(hour, NameRange.ALL), ledger.finishedObjects(hour, NameRange.ALL, 0));
        return unfinished.hasNext() ? Optional.of(runner.load(hour, request)) : Optional.empty();
    }
}
