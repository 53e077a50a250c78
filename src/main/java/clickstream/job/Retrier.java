package clickstream.job;

import clickstream.watch.LogEvents;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/** Tries again, with pauses, what fails and may not fail later. Thread-safe. */
public final class Retrier {

    private static final Logger LOG = LoggerFactory.getLogger(Retrier.class);

    private final int most;
    private final StopSignal stop;

    Retrier(int most, StopSignal stop) {
        this.most = most;
        this.stop = stop;
    }

    /**
     * Does what has no run of its own, once more and once more.
     *
     * @param what it is, for people
     * @throws RuntimeException what it threw last, or first where trying again cannot help
     */
    public <T> T of(String what, Supplier<T> work) throws InterruptedException {
        Attempts attempts = begin(what);
        while (true) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (!HourAttempt.isTransient(e) || !attempts.again(Failures.message(e))) {
                    throw e;
                }
            }
        }
    }

    /** Begins to count the attempts at something. */
    Attempts begin(String what) {
        return new Attempts(what);
    }

    /** The attempts at one thing. To be used by one thread. */
    final class Attempts {

        private final String what;
        private final BackOffExecution pauses = pauses();
        private int count = 1;

        private Attempts(String what) {
            this.what = what;
        }

        /** How many there were, the one under way included. */
        int count() {
            return count;
        }

        /** Whether there is one more, after a pause: not where this was the last one, or the process is asked to stop. */
        boolean again(@Nullable String failure) throws InterruptedException {
            if (count == most || stop.isRequested()) {
                return false;
            }
            Duration pause = Duration.ofMillis(pauses.nextBackOff());
            LOG.warn(
                    LogEvents.ATTEMPT_FAILED,
                    "{}: {}; attempt {} of {} in {} ms",
                    what,
                    failure,
                    count + 1,
                    most,
                    pause.toMillis());
            if (stop.await(pause)) {
                return false;
            }
            count++;
            return true;
        }
    }

    /** 1 s, doubling, 30 s at most. */
    private static BackOffExecution pauses() {
        ExponentialBackOff pauses = new ExponentialBackOff(1_000, 2);
        pauses.setMaxInterval(30_000);
        pauses.setJitter(250);
        return pauses.start();
    }
}
