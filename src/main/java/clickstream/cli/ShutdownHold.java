package clickstream.cli;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/** At SIGTERM the JVM ends when the application is closed: this keeps it until the command has said what it did. Thread-safe. */
final class ShutdownHold implements SmartLifecycle {

    /** What is left when all work had to be rolled back: {@code GracefulStop} takes up to 20 s, and all of it is to be over in 25. */
    private static final Duration MOST = Duration.ofSeconds(3);

    private final Semaphore silence = new Semaphore(1);
    private volatile boolean running;

    /** What is said until the returned is closed is waited for. */
    Speaking begin() {
        silence.acquireUninterruptibly();
        return silence::release;
    }

    /** Somebody has something to say. */
    interface Speaking extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            if (silence.tryAcquire(MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                silence.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
