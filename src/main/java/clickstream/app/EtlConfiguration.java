package clickstream.app;

import clickstream.audit.Audit;
import clickstream.audit.AuditedLedger;
import clickstream.audit.AuditedRows;
import clickstream.database.LockHolders;
import clickstream.database.Migrations;
import clickstream.database.Warehouse;
import clickstream.doctor.BucketChecks;
import clickstream.doctor.DatabaseChecks;
import clickstream.doctor.Doctor;
import clickstream.fetch.FetchLimits;
import clickstream.job.Attempts;
import clickstream.job.DryRun;
import clickstream.job.GracefulStop;
import clickstream.job.HourAttempt;
import clickstream.job.HourRunner;
import clickstream.job.LateHours;
import clickstream.job.LoadJob;
import clickstream.job.Progress;
import clickstream.job.RejectLimit;
import clickstream.job.Stages;
import clickstream.job.StaleRuns;
import clickstream.job.StopSignal;
import clickstream.list.KeySpace;
import clickstream.list.ObjectListing;
import clickstream.load.FailedObjects;
import clickstream.load.HourLocks;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.load.Loader;
import clickstream.map.EventMapper;
import clickstream.parse.ObjectParser;
import clickstream.rejects.RejectRetry;
import clickstream.rejects.RejectedObjects;
import clickstream.rejects.Rejects;
import clickstream.report.FiguresReader;
import clickstream.s3.RawBucket;
import clickstream.settings.EtlSettings;
import clickstream.settings.SettingsException;
import clickstream.settings.SourceAndTarget;
import clickstream.watch.Metrics;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Everything that a run is made of. Nothing is configured by itself: what is not here does not start, and the start is short. A {@link
 * SourceAndTarget} comes from whoever starts the application.
 */
@Configuration(proxyBeanMethods = false)
@Import({
    BatchTables.class,
    LoadJob.class,
    BackfillConfiguration.class,
    MigrationConfiguration.class,
    WatchConfiguration.class
})
public class EtlConfiguration {

    @Bean
    RawBucket rawBucket(SourceAndTarget where, EtlSettings settings) {
        EtlSettings.Fetch fetch = settings.fetch();
        try {
            return RawBucket.open(
                    where.bucket(),
                    // Listings need connections too: one for each range, and one for the partitioner of each hour.
                    fetch.inFlight()
                            + settings.load().partitions()
                            + settings.load().parallelHours(),
                    fetch.attempts(),
                    fetch.attemptTimeout(),
                    where.pathStyle());
        } catch (RuntimeException e) {
            // Nothing was sent yet: the SDK does not accept what it found in the environment and in its files.
            String message = String.valueOf(e.getMessage());
            throw new SettingsException(
                    "S3 needs AWS_REGION, and what AWS_ENDPOINT_URL_S3 and the other settings of the AWS SDK say must be right: "
                            + message.substring(0, Math.min(message.length(), 120)),
                    e);
        }
    }

    @Bean
    Warehouse warehouse(SourceAndTarget where) {
        return where.warehouse();
    }

    @Bean
    HikariDataSource dataSource(SourceAndTarget where, EtlSettings settings) {
        return where.warehouse()
                .open(
                        poolSize(settings),
                        settings.database().statementTimeout(),
                        settings.database().rootCertificate());
    }

    @Bean
    JdbcTransactionManager transactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean
    ObjectListing objectListing(RawBucket bucket) {
        return new ObjectListing(bucket);
    }

    @Bean
    KeySpace keySpace(ObjectListing listing, EtlSettings settings) {
        return new KeySpace(
                listing, settings.load().objectsPerPartition(), settings.load().partitions());
    }

    @Bean
    Stages stages(RawBucket bucket, ObjectListing listing, EtlSettings settings, StopSignal stop, Metrics metrics) {
        int maxObjectSize = Math.toIntExact(settings.maxObjectSize().toBytes());
        EtlSettings.Fetch fetch = settings.fetch();
        return new Stages(
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
        return new HourLocks(where.warehouse().unlimited(settings.database().rootCertificate()));
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
            StopSignal stop,
            EtlSettings settings,
            Metrics metrics) {
        return new HourRunner(
                locks,
                runs,
                staleRuns,
                new HourAttempt(operator, loadHour, runs, ledger, new LockHolders(JdbcClient.create(dataSource)), stop),
                stop,
                settings.load().attempts(),
                settings.load().parallelHours(),
                metrics);
    }

    @Bean
    Attempts attempts(StopSignal stop, EtlSettings settings) {
        return new Attempts(settings.load().attempts(), stop);
    }

    @Bean
    Rejects rejects(DataSource dataSource) {
        return new Rejects(JdbcClient.create(dataSource));
    }

    @Bean
    FiguresReader figuresReader(SourceAndTarget where, EtlSettings settings) {
        return new FiguresReader(where.warehouse().unlimited(settings.database().rootCertificate()));
    }

    @Bean
    RejectRetry rejectRetry(
            DataSource dataSource,
            Stages stages,
            Loader loader,
            Ledger ledger,
            LoadRuns runs,
            HourRunner runner,
            PlatformTransactionManager transactionManager) {
        return new RejectRetry(
                new RejectedObjects(JdbcClient.create(dataSource)),
                stages,
                loader,
                ledger,
                runs,
                runner,
                new TransactionTemplate(transactionManager));
    }

    @Bean
    RejectLimit rejectLimit(EtlSettings settings) {
        return new RejectLimit(settings.load().rejectRatio(), settings.load().rejectMinimum());
    }

    @Bean
    LateHours lateHours(ObjectListing listing, Ledger ledger, LoadRuns runs, HourRunner runner, Attempts attempts) {
        return new LateHours(listing, ledger, runs, runner, attempts);
    }

    @Bean
    DryRun.Starter dryRuns(Stages stages, DataSource dataSource) {
        return new DryRun.Starter(stages, dataSource);
    }

    @Bean
    Audit audit(Stages stages, DataSource dataSource, EtlSettings settings) {
        return new Audit(
                stages,
                new AuditedLedger(JdbcClient.create(dataSource)),
                new AuditedRows(new JdbcTemplate(dataSource)),
                settings.load().partitions());
    }

    @Bean
    Doctor doctor(
            RawBucket bucket,
            DataSource dataSource,
            Migrations migrations,
            SourceAndTarget where,
            EtlSettings settings) {
        return new Doctor(
                new BucketChecks(bucket),
                new DatabaseChecks(JdbcClient.create(dataSource), migrations, where.warehouse()),
                poolSize(settings),
                settings.load().partitions());
    }

    /** Each range holds a connection for its chunks and one, now and then, for the ledger; Spring Batch needs one or two for an hour. */
    private static int poolSize(EtlSettings settings) {
        return 2 * (settings.load().partitions() + settings.load().parallelHours());
    }
}
