package clickstream.job;

import clickstream.database.LockHolders;
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
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Everything that an hour is loaded by. */
@Configuration(proxyBeanMethods = false)
@Import({BatchTables.class, LoadJob.class})
public class JobConfiguration {

    @Bean
    Pipeline pipeline(RawBucket bucket, ObjectListing listing, EtlSettings settings, StopSignal stop, Metrics metrics) {
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
    Progress progress() {
        return new Progress();
    }

    @Bean
    StopSignal stopSignal() {
        return new StopSignal();
    }

    @Bean
    GracefulStop gracefulStop(StopSignal stop, ThreadPoolTaskExecutor rangeThreads, HourRunner runner) {
        return new GracefulStop(stop, rangeThreads, runner);
    }

    @Bean
    Ledger ledger(DataSource dataSource) {
        return new Ledger(JdbcClient.create(dataSource));
    }

    @Bean
    LoadRuns loadRuns(DataSource dataSource) {
        return new LoadRuns(JdbcClient.create(dataSource));
    }

    @Bean
    Loader loader(DataSource dataSource) {
        return new Loader(new JdbcTemplate(dataSource));
    }

    @Bean
    FailedObjects failedObjects(DataSource dataSource, JdbcTransactionManager transactionManager) {
        return new FailedObjects(new JdbcTemplate(dataSource), transactionManager);
    }

    @Bean
    HourLocks hourLocks(SourceAndTarget where, EtlSettings settings) {
        return new HourLocks(where.target().unlimited(settings.database().rootCertificate()));
    }

    @Bean
    HourRunner hourRunner(
            JobOperator operator,
            Job loadHour,
            LoadRuns runs,
            StaleRuns staleRuns,
            Ledger ledger,
            HourLocks locks,
            DataSource dataSource,
            Retrier retrier,
            StopSignal stop,
            EtlSettings settings,
            Metrics metrics) {
        EarlyEnd earlyEnd = new EarlyEnd(runs, ledger, new LockHolders(JdbcClient.create(dataSource)), stop);
        return new HourRunner(
                locks,
                runs,
                staleRuns,
                new HourAttempt(operator, loadHour, earlyEnd),
                earlyEnd,
                retrier,
                stop,
                settings.load().parallelHours(),
                metrics);
    }

    @Bean
    Retrier retrier(StopSignal stop, EtlSettings settings) {
        return new Retrier(settings.load().attempts(), stop);
    }

    @Bean
    StaleRuns staleRuns(JobOperator operator, JobRepository repository, LoadRuns runs, Ledger ledger) {
        return new StaleRuns(operator, repository, runs, ledger);
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

    @Bean
    LateHours lateHours(ObjectListing listing, Ledger ledger, LoadRuns runs, HourRunner runner, Retrier retrier) {
        return new LateHours(listing, ledger, runs, runner, retrier);
    }

    @Bean
    DryRun.Starter dryRuns(Pipeline pipeline, DataSource dataSource) {
        return new DryRun.Starter(pipeline, dataSource);
    }
}
