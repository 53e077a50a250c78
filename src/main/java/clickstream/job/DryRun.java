package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.NameRange;
import clickstream.load.FinishedObject;
import clickstream.load.Rehearsal;
import clickstream.watch.LogContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Takes hours through all stages and writes nothing, Spring Batch's tables included: the counts are those of the load that would
 * follow. One range after the other, because only one connection sees what the rehearsal has inserted. Not thread-safe.
 */
public final class DryRun implements AutoCloseable {

    private final Stages stages;
    private final Rehearsal rehearsal;
    private final boolean reload;

    private DryRun(Stages stages, Rehearsal rehearsal, boolean reload) {
        this.stages = stages;
        this.rehearsal = rehearsal;
        this.reload = reload;
    }

    /** Rehearses the load of an hour, after those that were rehearsed before it. */
    public HourResult rehearse(Hour hour) throws InterruptedException {
        LogContext.begin(hour);
        try {
            HourResult result = rehearsed(hour);
            HourLine.sayRehearsed(result);
            return result;
        } finally {
            LogContext.end();
        }
    }

    private HourResult rehearsed(Hour hour) throws InterruptedException {
        Instant started = Instant.now();
        Iterator<FinishedObject> finished =
                reload ? Collections.emptyIterator() : rehearsal.finishedObjects(hour, NameRange.ALL);
        try (RangeLoad range = stages.open(hour, NameRange.ALL, finished, Set.of())) {
            RangeCounts counts = range.loadNext(rehearsal.chunk());
            while (range.more()) {
                counts = range.loadNext(rehearsal.chunk());
            }
            HourOutcome outcome = counts.load().objects().failed() == 0 ? HourOutcome.COMPLETE : HourOutcome.INCOMPLETE;
            Duration took = Duration.between(started, Instant.now());
            return new HourResult(hour, outcome, 1, counts.load(), counts.vanished(), 0, counts.gets(), took, null);
        }
    }

    @Override
    public void close() {
        rehearsal.close();
    }

    /** Begins dry runs. Thread-safe. */
    public static final class Starter {

        private final Stages stages;
        private final DataSource database;

        Starter(Stages stages, DataSource database) {
            this.stages = stages;
            this.database = database;
        }

        /**
         * Begins a dry run on a connection of its own.
         *
         * @param reload whether what is finished counts too
         */
        public DryRun begin(boolean reload) {
            return new DryRun(stages, Rehearsal.begin(database), reload);
        }
    }
}
