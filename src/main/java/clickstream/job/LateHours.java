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
    private final Attempts attempts;

    LateHours(ObjectListing listing, Ledger ledger, HourRunner runner, Attempts attempts) {
        this.listing = listing;
        this.ledger = ledger;
        this.runner = runner;
        this.attempts = attempts;
    }

    /** Loads an hour where it has unfinished objects; empty where it has none, which takes a listing and no run. */
    public Optional<HourResult> load(Hour hour, HourRunner.Request request) throws InterruptedException {
        boolean hasUnfinished = attempts.of(
                "Looking for late objects of hour " + hour,
                () -> new UnfinishedObjects(
                                listing.objects(hour, NameRange.ALL), ledger.finishedObjects(hour, NameRange.ALL, 0))
                        .hasNext());
        return hasUnfinished ? Optional.of(runner.load(hour, request)) : Optional.empty();
    }
}
