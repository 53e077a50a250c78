package clickstream.job;

import clickstream.watch.LogEvents;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/** Tries what has no run of its own again, while what fails can pass. Thread-safe. */
public final class Retrier {

    private static final Logger LOG = LoggerFactory.getLogger(Retrier.class);

    private final int most;
    private final StopSignal stop;

    Retrier(int most, StopSignal stop) {
        this.most = most;
        this.stop = stop;
    }

    /**
     * Does it, once more and once more.
     *
     * @param what it is, for people
     * @throws RuntimeException what it threw last, or first where trying again cannot help
     */
    public <T> T of(String what, Supplier<T> work) throws InterruptedException {
        BackOffExecution pauses = pauses();
        int attempt = 1;
        while (true) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt == most || !HourAttempt.isTransient(e)) {
                    throw e;
                }
                Duration pause = Duration.ofMillis(pauses.nextBackOff());
                attempt++;
                LOG.warn(
                        LogEvents.ATTEMPT_FAILED,
                        "{}: {}; attempt {} of {} in {} ms",
                        what,
                        Failures.message(e),
                        attempt,
                        most,
                        pause.toMillis());
                if (stop.await(pause)) {
                    throw e;
                }
            }
        }
    }

    /** 1 s, doubling, 30 s at most. */
    static BackOffExecution pauses() {
        ExponentialBackOff pauses = new ExponentialBackOff(1_000, 2);
        pauses.setMaxInterval(30_000);
        pauses.setJitter(250);
        return pauses.start();
    }
}
