package clickstream.cli;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/**
 * At SIGTERM the JVM ends when the application is closed: this keeps it until the command has said what it did. One that takes longer than a
 * second is interrupted. Thread-safe.
 */
final class ShutdownHold implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

    /** Together what is left when all work had to be rolled back: {@code GracefulStop} takes up to 20 s, and all of it is to be over in 25. */
    private static final Duration TO_END = Duration.ofSeconds(1);

    private static final Duration TO_END_INTERRUPTED = Duration.ofSeconds(2);

    private final Semaphore silence = new Semaphore(1);
    private volatile Thread speaker = Thread.currentThread();
    private volatile boolean running;
    private volatile boolean stopping;

    /** What the calling thread says until the returned is closed is waited for. */
    Speaking begin() {
        silence.acquireUninterruptibly();
        speaker = Thread.currentThread();
        return silence::release;
    }

    /** Somebody has something to say. */
    interface Speaking extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether the process was asked to stop: what fails then fails because of that. */
    boolean isStopping() {
        return stopping;
    }

    /** Before anything is stopped. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        stopping = true;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            if (!isSilent(TO_END)) {
                speaker.interrupt();
                isSilent(TO_END_INTERRUPTED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isSilent(Duration most) throws InterruptedException {
        boolean silent = silence.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS);
        if (silent) {
            silence.release();
        }
        return silent;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the work was stopped, before anything is closed. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1;
    }
}
