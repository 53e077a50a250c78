package clickstream.job;

import clickstream.event.ExplainedException;
import clickstream.event.Hour;
import clickstream.event.NameRange;
import clickstream.event.RunId;
import clickstream.list.ObjectListing;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Finds out what a load of many hours is going to do: lists each of them and subtracts the ledger. Writes nothing. Thread-safe. */
final class Planner {

    private final ObjectListing listing;
    private final Ledger ledger;
    private final LoadRuns runs;
    private final StaleRuns staleRuns;
    private final Retrier retrier;
    private final StopSignal stop;
    private final int parallelHours;

    /**
     * Plans a few hours at once: one listing would mostly wait.
     *
     * @param parallelHours each holds a connection to S3 and, now and then, one to the database
     */
    Planner(
            ObjectListing listing,
            Ledger ledger,
            LoadRuns runs,
            StaleRuns staleRuns,
            Retrier retrier,
            StopSignal stop,
            int parallelHours) {
        this.listing = listing;
        this.ledger = ledger;
        this.runs = runs;
        this.staleRuns = staleRuns;
        this.retrier = retrier;
        this.stop = stop;
        this.parallelHours = parallelHours;
    }

    /** {@link Backfill#plan}. */
    LoadPlan plan(List<Hour> hours, boolean reload, Consumer<PlannedHour> planned) throws InterruptedException {
        Set<Hour> unclosed = retrier.of("Planning", staleRuns::hours);
        Map<Hour, PlannedHour> plans = new ConcurrentHashMap<>();
        ParallelHours.each(hours, parallelHours, hour -> {
            if (!stop.isRequested()) {
                PlannedHour plan = retrier.of("Planning hour " + hour, () -> plan(hour, reload, unclosed));
                plans.put(hour, plan);
                planned.accept(plan);
            }
        });
        return new LoadPlan(
                hours.stream().map(plans::get).filter(Objects::nonNull).toList(),
                runs.pace().orElse(null));
    }

    private PlannedHour plan(Hour hour, boolean reload, Set<Hour> unclosed) {
        Instant started = Instant.now();
        UnfinishedObjects unfinished = new UnfinishedObjects(
                listing.objects(hour, NameRange.ALL),
                reload ? Collections.emptyIterator() : ledger.finishedObjects(hour, NameRange.ALL, RunId.NONE));
        try {
            while (unfinished.hasNext()) {
                unfinished.next();
            }
        } catch (ExplainedException e) {
            if (e.analysis().isTransient()) {
                throw e;
            }
            return PlannedHour.unlisted(hour);
        }
        boolean isDone = !reload
                && unfinished.listedCount() == unfinished.finishedCount()
                && !unclosed.contains(hour)
                && runs.isSettled(hour);
        return new PlannedHour(
                hour,
                true,
                unfinished.listedCount(),
                unfinished.finishedCount(),
                isDone,
                Duration.between(started, Instant.now()));
    }
}
