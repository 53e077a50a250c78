package clickstream.job;

import clickstream.watch.LogEvents;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * What SIGTERM does: no new work is begun, chunks in hand are committed or, where they take too long, rolled back, and whoever runs an
 * hour has time to say how it ended. Spring calls it before all else when the application closes, from the JVM's shutdown hook.
 */
final class GracefulStop implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);

    /** Together less than 25 s, so that there is time left to close connections in the 30 s that ECS gives. */
    private static final Duration FOR_CHUNKS = Duration.ofSeconds(8);

    private static final Duration FOR_ROLLBACK = Duration.ofSeconds(12);

    private final StopSignal signal;
    private final ThreadPoolTaskExecutor rangeThreads;
    private final HourRunner runner;
    private volatile boolean running;

    GracefulStop(StopSignal signal, ThreadPoolTaskExecutor rangeThreads, HourRunner runner) {
        this.signal = signal;
        this.rangeThreads = rangeThreads;
        this.runner = runner;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        signal.request();
        try {
            if (!runner.awaitIdle(FOR_CHUNKS)) {
                LOG.warn(LogEvents.CHUNK_ROLLED_BACK, "Stopping: a chunk takes too long and is rolled back");
                // Interrupts ranges, and cancels those that were not begun, for which their hours would wait.
                rangeThreads.shutdown();
                runner.awaitIdle(FOR_ROLLBACK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
