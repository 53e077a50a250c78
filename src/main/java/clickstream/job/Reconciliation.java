package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.LoadCounts;
import clickstream.event.ObjectCounts;
import clickstream.event.RunId;
import clickstream.load.Ledger;

/** The last word on a run: its sums balance, and the ledger says the same. */
public final class Reconciliation {

    private Reconciliation() {}

    /**
     * Holds the sums against each other and against the ledger.
     *
     * @throws UnbalancedException where it is not so
     */
    public static void check(Hour hour, RunId run, LoadCounts counts, Ledger ledger) {
        if (!counts.balance()) {
            throw new UnbalancedException("The sums of hour %s do not balance: %s".formatted(hour, counts));
        }
        LoadCounts finished = ledger.finishedBy(hour, run);
        if (!finished.equals(finishedPart(counts))) {
            throw new UnbalancedException("The ledger of hour %s, run %s, has %s, and the run counted %s"
                    .formatted(hour, run, finished, finishedPart(counts)));
        }
    }

    private static LoadCounts finishedPart(LoadCounts counts) {
        ObjectCounts objects = counts.objects();
        return new LoadCounts(
                new ObjectCounts(0, 0, objects.loaded(), objects.skipped(), objects.rejected(), 0), counts.events());
    }

    /** The run has counted wrongly, or lost something: it must not look well. */
    static final class UnbalancedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnbalancedException(String message) {
            super(message);
        }
    }
}
