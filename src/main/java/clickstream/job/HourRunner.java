package clickstream.job;

import clickstream.event.Hour;
import clickstream.load.HourLock;
import clickstream.load.HourLocks;
import clickstream.load.LoadRuns;
import clickstream.watch.LogContext;
import clickstream.watch.LogEvents;
import clickstream.watch.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOffExecution;

/** Loads hours: one run at a time for each, with as many attempts as may help. Thread-safe. */
public final class HourRunner {

    private static final Logger LOG = LoggerFactory.getLogger(HourRunner.class);

    private static final Duration POLL = Duration.ofMillis(500);

    private final HourLocks locks;
    private final LoadRuns runs;
    private final StaleRuns staleRuns;
    private final HourAttempt hourAttempt;
    private final StopSignal stop;
    private final int mostAttempts;
    private final int parallelHours;
    private final Metrics metrics;
    private final Semaphore idle;

    HourRunner(
            HourLocks locks,
            LoadRuns runs,
            StaleRuns staleRuns,
            HourAttempt hourAttempt,
            StopSignal stop,
            int mostAttempts,
            int parallelHours,
            Metrics metrics) {
        this.locks = locks;
        this.runs = runs;
        this.staleRuns = staleRuns;
        this.hourAttempt = hourAttempt;
        this.stop = stop;
        this.mostAttempts = mostAttempts;
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

    /** Loads what is listed and not finished; waits where as many hours as may be at once are under way. */
    public HourResult load(Hour hour, Request request) throws InterruptedException {
        return run(hour, request, hourAttempt);
    }

    /** Does something else to an hour, as carefully. */
    public HourResult run(Hour hour, Request request, HourTask work) throws InterruptedException {
        idle.acquire();
        LogContext.begin(hour);
        try {
            // Who waits for all to be idle must not be followed by somebody who begins.
            HourResult result = stop.isRequested()
                    ? HourResult.without(hour, HourOutcome.STOPPED, 0, Duration.ZERO, "asked to stop before it began")
                    : attempts(hour, request, work);
            HourLine.say(result);
            return result;
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

    private HourResult attempts(Hour hour, Request request, HourTask work) throws InterruptedException {
        Instant started = Instant.now();
        BackOffExecution pauses = Retrier.pauses();
        long since = 0;
        int attempt = 0;
        while (true) {
            attempt++;
            Attempted attempted = attempt(hour, request, work, since);
            since = attempted.since();
            HourResult result = attempted.outcome().result().after(attempt, Duration.between(started, Instant.now()));
            if (!attempted.outcome().isTransient() || attempt == mostAttempts || stop.isRequested()) {
                return result;
            }
            Duration pause = Duration.ofMillis(pauses.nextBackOff());
            LOG.warn(
                    LogEvents.ATTEMPT_FAILED,
                    "Hour {}: {}; attempt {} of {} in {} ms",
                    hour,
                    result.failure(),
                    attempt + 1,
                    mostAttempts,
                    pause.toMillis());
            if (stop.await(pause)) {
                return HourResult.without(
                        hour, HourOutcome.STOPPED, attempt, Duration.between(started, Instant.now()), "asked to stop");
            }
        }
    }

    /**
     * An attempt and what the next one has to know.
     *
     * @param since of a reload, the number of its first run: what that run and later ones finish is not read once more
     */
    private record Attempted(HourTask.Outcome outcome, long since) {}

    private Attempted attempt(Hour hour, Request request, HourTask work, long since) throws InterruptedException {
        long first = since;
        try (HourLock lock = lock(hour, request.lockWait())) {
            if (lock == null) {
                return new Attempted(held(hour), since);
            }
            staleRuns.close(hour);
            long run = runs.begin(hour, request.reload(), request.requestedBy());
            if (request.reload() && since == 0) {
                first = run;
            }
            LogContext.run(run);
            try (Metrics.Run measured = metrics.begin(hour, run)) {
                HourTask.Outcome outcome = work.attempt(hour, run, first);
                measured.cameTo(outcome.result().counts());
                return new Attempted(outcome, first);
            }
        } catch (RuntimeException e) {
            if (Failures.isUnexpected(e)) {
                throw e;
            }
            // Neither the run nor its end may be recorded: the next attempt, or the next run, closes it.
            HourResult failed =
                    HourResult.without(hour, HourOutcome.FAILED, 1, Duration.ZERO, Failures.messageAndAction(e));
            return new Attempted(new HourTask.Outcome(failed, HourAttempt.isTransient(e)), first);
        }
    }

    private @Nullable HourLock lock(Hour hour, Duration wait) throws InterruptedException {
        Instant end = Instant.now().plus(wait);
        HourLock lock = locks.tryLock(hour);
        while (lock == null && Instant.now().isBefore(end) && !stop.await(POLL)) {
            lock = locks.tryLock(hour);
        }
        return lock;
    }

    private HourTask.Outcome held(Hour hour) {
        String holder = runs.runner(hour).orElse("another run");
        return new HourTask.Outcome(
                HourResult.without(hour, HourOutcome.LOCKED, 1, Duration.ZERO, "held by " + holder), false);
    }
}
