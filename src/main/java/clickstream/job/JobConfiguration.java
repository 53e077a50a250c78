package clickstream.job;

import clickstream.database.LockHolders;
import clickstream.database.Rights;
import clickstream.fetch.FetchLimits;
import clickstream.list.ObjectListing;
import clickstream.load.FailedObjects;
import clickstream.load.HourLocks;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.load.Loader;
import clickstream.map.EventMapper;
import clickstream.parse.ObjectParser;
import clickstream.s3.RawBucket;
import clickstream.settings.EtlSettings;
import clickstream.settings.SourceAndTarget;
import clickstream.watch.Metrics;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Everything that an hour is loaded by. */
@Configuration(proxyBeanMethods = false)
@Import({
    BatchTables.class,
    DryRun.Starter.class,
    EarlyEnd.class,
    FailedObjects.class,
    GracefulStop.class,
    HourAttempt.class,
    LateHours.class,
    Ledger.class,
    LoadJob.class,
    LoadRuns.class,
    Loader.class,
    LockHolders.class,
    Progress.class,
    StaleRuns.class,
    StopSignal.class
})
public class JobConfiguration {

    @Bean
    Pipeline pipeline(RawBucket bucket, ObjectListing listing, EtlSettings settings, StopSignal stop, Metrics metrics) {
        ThreadLimit.requireRoom(settings.load().partitions() + settings.load().parallelHours());
        int maxObjectSize = Math.toIntExact(settings.maxObjectSize().toBytes());
        EtlSettings.Fetch fetch = settings.fetch();
        return new Pipeline(
                bucket,
                listing,
                new FetchLimits(fetch.inFlight(), fetch.ahead().toBytes()),
                maxObjectSize,
                new ObjectParser(maxObjectSize, EventMapper.SOURCE_NAMES),
                new EventMapper(),
                stop,
                metrics);
    }

    @Bean
    HourLocks hourLocks(SourceAndTarget where, EtlSettings settings) {
        return new HourLocks(where.target().unlimited(settings.database().rootCertificate()));
    }

    @Bean
    ConnectionShare connectionShare(
            JdbcClient database, DataSource pool, ThreadPoolTaskExecutor rangeThreads, EtlSettings settings) {
        return new ConnectionShare(new Rights(database), pool, rangeThreads, settings);
    }

    @Bean
    HourRunner hourRunner(
            ConnectionShare connections,
            HourLocks locks,
            LoadRuns runs,
            StaleRuns staleRuns,
            HourAttempt load,
            EarlyEnd earlyEnd,
            Retrier retrier,
            StopSignal stop,
            EtlSettings settings,
            Metrics metrics) {
        int parallelHours = settings.load().parallelHours();
        return new HourRunner(
                connections, locks, runs, staleRuns, load, earlyEnd, retrier, stop, parallelHours, metrics);
    }

    @Bean
    Retrier retrier(StopSignal stop, EtlSettings settings) {
        return new Retrier(settings.load().attempts(), stop);
    }

    @Bean
    Backfill backfill(
            ObjectListing listing,
            Ledger ledger,
            LoadRuns runs,
            StaleRuns staleRuns,
            Retrier retrier,
            StopSignal stop,
            HourRunner runner,
            Progress progress,
            EtlSettings settings) {
        EtlSettings.Load load = settings.load();
        Planner planner = new Planner(listing, ledger, runs, staleRuns, retrier, stop, load.partitions());
        return new Backfill(planner, runner, progress, load.parallelHours());
    }

    @Bean
    RejectLimit rejectLimit(EtlSettings settings) {
        return new RejectLimit(settings.load().rejectRatio(), settings.load().rejectMinimum());
    }
}
