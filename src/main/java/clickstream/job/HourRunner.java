package clickstream.job;

import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.Hour;
import clickstream.event.RunId;
import clickstream.load.HourLocks;
import clickstream.load.LoadRuns;
import clickstream.watch.LogContext;
import clickstream.watch.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Loads hours: one run at a time for each, with as many attempts as may help. Thread-safe. */
public final class HourRunner {

    private static final Duration POLL = Duration.ofMillis(500);

    private final ConnectionShare connections;
    private final HourLocks locks;
    private final LoadRuns runs;
    private final StaleRuns staleRuns;
    private final HourAttempt load;
    private final EarlyEnd earlyEnd;
    private final Retrier retrier;
    private final StopSignal stop;
    private final int parallelHours;
    private final Metrics metrics;
    private final Semaphore idle;

    HourRunner(
            ConnectionShare connections,
            HourLocks locks,
            LoadRuns runs,
            StaleRuns staleRuns,
            HourAttempt load,
            EarlyEnd earlyEnd,
            Retrier retrier,
            StopSignal stop,
            int parallelHours,
            Metrics metrics) {
        this.connections = connections;
        this.locks = locks;
        this.runs = runs;
        this.staleRuns = staleRuns;
        this.load = load;
        this.earlyEnd = earlyEnd;
        this.retrier = retrier;
        this.stop = stop;
        this.parallelHours = parallelHours;
        this.metrics = metrics;
        this.idle = new Semaphore(parallelHours);
    }

    /**
     * What is asked for.
     *
     * @param reload whether to read and load again what is finished
     * @param lockWait how long to wait for another run of the hour to end
     * @param requestedBy who asks, for {@code etl.load_run}
     */
    public record Request(boolean reload, Duration lockWait, String requestedBy) {}

    /**
     * Loads with fewer ranges at once from now on, where the database has fewer connections left than a load wants.
     *
     * @throws RuntimeException where it has too few for one range
     */
    public void fitConnections() {
        connections.fit();
    }

    /** Loads what is listed and not finished; waits where as many hours as may be at once are under way. */
    public HourResult load(Hour hour, Request request) throws InterruptedException {
        return run(hour, request, load);
    }

    /** Does something else to an hour, as carefully. */
    public HourResult run(Hour hour, Request request, HourTask task) throws InterruptedException {
        idle.acquire();
        LogContext.begin(hour);
        try {
            return attempts(hour, request, task);
        } finally {
            LogContext.end();
            idle.release();
        }
    }

    /** Whether the process was asked to stop: what is not begun should not begin. */
    public boolean isStopping() {
        return stop.isRequested();
    }

    /** Waits until no hour is being loaded; returns whether that is so. */
    boolean awaitIdle(Duration time) throws InterruptedException {
        if (!idle.tryAcquire(parallelHours, time.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        idle.release(parallelHours);
        return true;
    }

    private HourResult attempts(Hour hour, Request request, HourTask task) throws InterruptedException {
        Instant started = Instant.now();
        if (stop.isRequested()) {
            // Who waits for all to be idle must not be followed by somebody who begins.
            Done done = Done.without(HourOutcome.STOPPED, "asked to stop before it began");
            return said(result(hour, done, 0, started), "asked to stop before it began");
        }
        Retrier.AttemptLog attempts = retrier.begin("Hour " + hour);
        Done done = attempt(hour, request, task, RunId.NONE, attempts);
        FailureAnalysis failure = done.attempt().failure();
        while (failure != null && failure.isTransient() && attempts.again(failure)) {
            done = attempt(hour, request, task, done.reloadFrom(), attempts);
            failure = done.attempt().failure();
        }
        if (failure != null && failure.isTransient() && stop.isRequested()) {
            done = Done.without(HourOutcome.STOPPED, "asked to stop");
            failure = done.attempt().failure();
        }
        return said(result(hour, done, attempts.count(), started), failure == null ? "" : attempts.last(failure));
    }

    private static HourResult said(HourResult result, String more) {
        HourLine.say(result, more);
        return result;
    }

    private static HourResult result(Hour hour, Done done, int attempts, Instant started) {
        HourTask.Attempt last = done.attempt();
        return new HourResult(
                hour,
                last.status(),
                attempts,
                last.counts(),
                last.vanished(),
                done.late(),
                last.gets(),
                Duration.between(started, Instant.now()),
                last.failure() == null ? null : last.failure().line());
    }

    /**
     * An attempt and what else is known after it.
     *
     * @param late objects that came after the hour had been complete
     * @param reloadFrom of a reload, its first run: what that run and later ones finish is not read once more
     */
    private record Done(HourTask.Attempt attempt, long late, RunId reloadFrom) {

        static Done without(HourOutcome status, String failure) {
            FailureAnalysis analysis = new FailureAnalysis(failure, "", Kind.LASTING);
            return new Done(HourTask.Attempt.without(status, analysis), 0, RunId.NONE);
        }
    }

    private Done attempt(Hour hour, Request request, HourTask task, RunId reloadFrom, Retrier.AttemptLog attempts)
            throws InterruptedException {
        RunId first = reloadFrom;
        try (HourLocks.Lock lock = lock(hour, request.lockWait())) {
            if (lock == null) {
                return Done.without(
                        HourOutcome.LOCKED, "in use by " + runs.runner(hour).orElse("another run"));
            }
            staleRuns.close(hour);
            RunId run = runs.begin(hour, request.reload(), request.requestedBy());
            if (request.reload() && reloadFrom.equals(RunId.NONE)) {
                first = run;
            }
            LogContext.run(run);
            attempts.begun(task, hour, run);
            try (Metrics.Run measured = metrics.begin(hour, run)) {
                HourTask.Attempt attempt = attempt(hour, task, run, first);
                measured.cameTo(attempt.counts());
                boolean isWhole =
                        attempt.status() == HourOutcome.COMPLETE || attempt.status() == HourOutcome.INCOMPLETE;
                return new Done(attempt, isWhole ? runs.lateObjects(run) : 0, first);
            }
        } catch (RuntimeException e) {
            if (Failures.analysis(e).kind() == Kind.DEFECT) {
                throw e;
            }
            return new Done(EarlyEnd.unrecorded(e), 0, first);
        }
    }

    private HourTask.Attempt attempt(Hour hour, HourTask task, RunId run, RunId reloadFrom)
            throws InterruptedException {
        try {
            return task.attempt(hour, run, reloadFrom);
        } catch (RuntimeException e) {
            return earlyEnd.of(hour, run, List.of(e), 0, 0);
        }
    }

    private HourLocks.@Nullable Lock lock(Hour hour, Duration wait) throws InterruptedException {
        Instant end = Instant.now().plus(wait);
        HourLocks.Lock lock = locks.tryLock(hour);
        while (lock == null && Instant.now().isBefore(end) && !stop.await(POLL)) {
            lock = locks.tryLock(hour);
        }
        return lock;
    }
}
