package clickstream.job;

import clickstream.database.Rights;
import clickstream.database.TargetDatabase;
import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.settings.EtlSettings;
import clickstream.watch.LogEvents;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Fits a load to the connections that the database has for it. Thread-safe. */
final class ConnectionShare {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionShare.class);

    private final Rights rights;
    private final DataSource pool;
    private final ThreadPoolTaskExecutor rangeThreads;
    private final int poolSize;
    private final int hours;

    ConnectionShare(Rights rights, DataSource pool, ThreadPoolTaskExecutor rangeThreads, EtlSettings settings) {
        this.rights = rights;
        this.pool = pool;
        this.rangeThreads = rangeThreads;
        this.poolSize = settings.poolSize();
        this.hours = settings.load().parallelHours();
    }

    /**
     * Loads with fewer ranges at once where there are fewer connections than it wants.
     *
     * @throws ExplainedException where there are too few for one
     */
    void fit() {
        Rights.Connections there = rights.connections();
        FailureAnalysis analysis = there.forLoad(poolSize, hours);
        if (!analysis.action().isEmpty()) {
            throw new ExplainedException(analysis.as("Too few connections"), null);
        }
        if (there.ofPool(poolSize, hours) < poolSize) {
            TargetDatabase.narrow(pool, there.ofPool(poolSize, hours));
            rangeThreads.setCorePoolSize(there.ranges(poolSize, hours));
            LOG.warn(LogEvents.LOAD_FEWER_RANGES, "Connections: {}", analysis.description());
        }
    }
}
