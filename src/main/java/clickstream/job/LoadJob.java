package clickstream.job;

import clickstream.event.Hour;
import clickstream.event.RunId;
import clickstream.list.KeySpace;
import clickstream.load.FailedObjects;
import clickstream.load.HourLocks;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.load.Loader;
import clickstream.settings.EtlSettings;
import clickstream.watch.LogContext;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;

/** The job of one hour: its ranges side by side, then the reconciliation. */
@Configuration(proxyBeanMethods = false)
class LoadJob {

    static final String NAME = "load-hour";

    private static final String HOUR = "hour";
    private static final String RUN = "run";
    private static final String RELOAD_FROM = "reloadFrom";
    private static final String RANGES = "ranges";

    /**
     * What tells one execution from all others: every run is a new instance, for restarts are not relied on.
     *
     * @param reloadFrom what runs before it have finished is read again; {@link RunId#NONE} where nothing is
     */
    static JobParameters parameters(Hour hour, RunId run, RunId reloadFrom) {
        return new JobParametersBuilder()
                .addString(HOUR, hour.toString())
                .addLong(RUN, run.number())
                .addLong(RELOAD_FROM, reloadFrom.number())
                .toJobParameters();
    }

    /** The hour that an execution loads. */
    static Hour hour(JobExecution execution) {
        String hour = execution.getJobParameters().getString(HOUR);
        if (hour == null) {
            throw new IllegalStateException("%s has no hour".formatted(execution));
        }
        return Hour.parse(hour);
    }

    /** What all ranges of an execution came to. */
    static RangeCounts counts(JobExecution execution) {
        return execution.getStepExecutions().stream()
                .filter(step -> step.getStepName().equals(RANGES))
                .map(StepExecution::getExecutionContext)
                .map(RangeCounts::stored)
                .findFirst()
                .orElse(RangeCounts.NONE);
    }

    @Bean
    Job loadHour(JobRepository repository, @Qualifier("ranges") Step ranges, @Qualifier("reconcile") Step reconcile) {
        return new JobBuilder(NAME, repository).start(ranges).next(reconcile).build();
    }

    @Bean
    Step ranges(
            JobRepository repository,
            HourPartitioner partitioner,
            @Qualifier("range") Step range,
            @Qualifier("rangeThreads") TaskExecutor rangeThreads) {
        return new StepBuilder(RANGES, repository)
                .partitioner("range", partitioner)
                .step(range)
                .partitionHandler(new RangesHandler(range, rangeThreads))
                .aggregator(new RangeCountsAggregator())
                .build();
    }

    @Bean
    Step range(JobRepository repository, LoadRangeTasklet tasklet, PlatformTransactionManager transactionManager) {
        return new StepBuilder("range", repository)
                .tasklet(tasklet, transactionManager)
                .build();
    }

    @Bean
    Step reconcile(JobRepository repository, ReconcileTasklet tasklet, PlatformTransactionManager transactionManager) {
        return new StepBuilder("reconcile", repository)
                .tasklet(tasklet, transactionManager)
                .build();
    }

    @Bean
    @StepScope
    HourPartitioner hourPartitioner(KeySpace keySpace, @Value("#{jobParameters['hour']}") String hour) {
        return new HourPartitioner(keySpace, Hour.parse(hour));
    }

    @Bean
    @StepScope
    LoadRangeTasklet loadRangeTasklet(
            Pipeline pipeline,
            Ledger ledger,
            Loader loader,
            FailedObjects failures,
            Progress progress,
            StopSignal stop,
            @Value("#{jobParameters['hour']}") String hour,
            @Value("#{jobParameters['run']}") long run,
            @Value("#{jobParameters['reloadFrom']}") long reloadFrom) {
        return new LoadRangeTasklet(
                pipeline,
                ledger,
                loader,
                failures,
                Hour.parse(hour),
                new RunId(run),
                new RunId(reloadFrom),
                progress,
                stop);
    }

    @Bean
    @StepScope
    ReconcileTasklet reconcileTasklet(
            HourLocks locks,
            Ledger ledger,
            LoadRuns runs,
            FailedObjects failures,
            @Value("#{jobParameters['hour']}") String hour,
            @Value("#{jobParameters['run']}") long run) {
        return new ReconcileTasklet(locks, ledger, runs, failures, Hour.parse(hour), new RunId(run));
    }

    /** As many threads as ranges at once; the queue has no end, because a refused range would count as failed. */
    @Bean
    ThreadPoolTaskExecutor rangeThreads(EtlSettings settings) {
        ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
        threads.setCorePoolSize(settings.load().partitions());
        threads.setThreadNamePrefix("range-");
        threads.setTaskDecorator(LogContext::carriedBy);
        return threads;
    }
}
