package clickstream.job;

import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.event.Hour;
import clickstream.event.RunId;
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
     * @throws RuntimeException what it threw, or, where that was more than once, what to do about what the log has already
     */
    public <T> T of(String what, Supplier<T> work) throws InterruptedException {
        AttemptLog attempts = begin(what);
        while (true) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                FailureAnalysis failure = Failures.analysis(e);
                if (!failure.isTransient() || !attempts.again(failure)) {
                    throw attempts.count() == 1 ? e : attempts.givenUp(failure, e);
                }
            }
        }
    }

    /** Begins to count the attempts at something. */
    AttemptLog begin(String what) {
        return new AttemptLog(what);
    }

    /** The attempts at one thing: one line in the log each, and the cause in the first of those that have it. To be used by one thread. */
    final class AttemptLog {

        private final String what;
        private final BackOffExecution pauses = pauses();
        private int count = 1;
        private boolean isBegun;
        private @Nullable String said;

        private AttemptLog(String what) {
            this.what = what;
        }

        /** How many there were, the one under way included. */
        int count() {
            return count;
        }

        /** Says that the first run begins; those of later attempts follow a line that says so. */
        void begun(HourTask task, Hour hour, RunId run) {
            if (!isBegun) {
                isBegun = true;
                LOG.info(LogEvents.HOUR_BEGUN, "{} {}, run {}", task.title(), hour, run);
            }
        }

        /** What the last line has to say: what to do and, where no line has it yet, the cause. */
        String last(FailureAnalysis failure) {
            return isSaid(failure) ? failure.action() : failure.line();
        }

        /** It failed again and again: the log has the cause already, the message says what to do. */
        private ExplainedException givenUp(FailureAnalysis failure, RuntimeException cause) {
            String description = "%s failed after %d attempts".formatted(what, count);
            return new ExplainedException(new FailureAnalysis(description, last(failure), failure.kind()), cause);
        }

        private boolean isSaid(FailureAnalysis failure) {
            return failure.description().equals(said);
        }

        /** Whether there is one more, after a pause: not where this was the last one, or the process is asked to stop. */
        boolean again(FailureAnalysis failure) throws InterruptedException {
            if (count == most || stop.isRequested()) {
                return false;
            }
            Duration pause = Duration.ofMillis(pauses.nextBackOff());
            LOG.warn(
                    LogEvents.ATTEMPT_FAILED,
                    "{}: {}attempt {} of {} in {} s",
                    what,
                    isSaid(failure) ? "" : failure.description() + "; ",
                    count + 1,
                    most,
                    Math.max(1, Math.round(pause.toMillis() / 1e3)));
            said = failure.description();
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
