package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.NameRange;
import clickstream.load.DryRunStore;
import clickstream.load.FinishedObject;
import clickstream.watch.LogContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Takes hours through all stages and writes nothing, Spring Batch's tables included: the counts are those of the load that would
 * follow. One range after the other, because only one connection sees what the dry run has inserted. Not thread-safe.
 */
public final class DryRun implements AutoCloseable {

    private final Pipeline pipeline;
    private final DryRunStore store;
    private final boolean reload;

    private DryRun(Pipeline pipeline, DryRunStore store, boolean reload) {
        this.pipeline = pipeline;
        this.store = store;
        this.reload = reload;
    }

    /** Does as if it loaded an hour, after those before it. Asked to stop, it ends as stopped. */
    public HourResult run(Hour hour) throws InterruptedException {
        LogContext.begin(hour);
        try {
            HourResult result = dryRun(hour);
            HourLine.sayDryRun(result);
            return result;
        } finally {
            LogContext.end();
        }
    }

    private HourResult dryRun(Hour hour) throws InterruptedException {
        Instant started = Instant.now();
        Iterator<FinishedObject> finished =
                reload ? Collections.emptyIterator() : store.finishedObjects(hour, NameRange.ALL);
        try (RangeLoad range =
                new RangeLoad(pipeline, hour, NameRange.ALL, finished, Set.of(), LogSampler.ofFailures(""))) {
            RangeCounts counts = range.loadNext(store.chunk());
            while (range.more() && !pipeline.isStopping()) {
                counts = range.loadNext(store.chunk());
            }
            HourOutcome outcome = range.more()
                    ? HourOutcome.STOPPED
                    : counts.load().objects().failed() == 0 ? HourOutcome.COMPLETE : HourOutcome.INCOMPLETE;
            String failure = outcome == HourOutcome.STOPPED ? "asked to stop" : null;
            Duration took = Duration.between(started, Instant.now());
            return new HourResult(hour, outcome, 1, counts.load(), counts.vanished(), 0, counts.gets(), took, failure);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    /** Begins dry runs. Thread-safe. */
    public static final class Starter {

        private final Pipeline pipeline;
        private final DataSource database;

        Starter(Pipeline pipeline, DataSource database) {
            this.pipeline = pipeline;
            this.database = database;
        }

        /**
         * Begins a dry run on a connection of its own.
         *
         * @param reload whether what is finished counts too
         */
        public DryRun begin(boolean reload) {
            return new DryRun(pipeline, DryRunStore.begin(database), reload);
        }
    }
}
