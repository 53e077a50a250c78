package clickstream.job;

import clickstream.event.Hour;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Plans and loads many hours, several at once where that was asked for. Thread-safe. */
public final class Backfill {

    /** What made so many hours in a row fail, after all their attempts, makes the next one fail too. */
    static final int MOST_FAILURES = 3;

    private final Planner planner;
    private final HourRunner runner;
    private final Progress progress;
    private final int parallelHours;

    Backfill(Planner planner, HourRunner runner, Progress progress, int parallelHours) {
        this.planner = planner;
        this.runner = runner;
        this.progress = progress;
        this.parallelHours = parallelHours;
    }

    /**
     * Plans the load of hours. Asked to stop, the plan knows of the hours that it has come to.
     *
     * @param reload whether what is finished is read again
     * @param planned told of each hour; called by several threads
     */
    public LoadPlan plan(List<Hour> hours, boolean reload, Consumer<PlannedHour> planned) throws InterruptedException {
        return planner.plan(hours, reload, planned);
    }

    /** Objects that were taken from the listing and dealt with so far, whatever became of them. */
    public long objects() {
        return progress.objects();
    }

    /**
     * Loads hours, begun in their order. After a request to stop, or three failures in a row, no other hour is begun.
     *
     * @param ended told of each hour that was begun, as it ends; called by several threads
     */
    public void load(List<Hour> hours, HourRunner.Request request, Consumer<HourResult> ended)
            throws InterruptedException {
        AtomicInteger failuresInARow = new AtomicInteger();
        ParallelHours.each(hours, parallelHours, hour -> {
            if (runner.isStopping() || failuresInARow.get() >= MOST_FAILURES) {
                return;
            }
            HourResult result = runner.load(hour, request);
            failuresInARow.updateAndGet(count -> result.outcome() == HourOutcome.FAILED ? count + 1 : 0);
            ended.accept(result);
        });
    }
}
