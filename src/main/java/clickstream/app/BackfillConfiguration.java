package clickstream.app;

import clickstream.job.Attempts;
import clickstream.job.Backfill;
import clickstream.job.HourRunner;
import clickstream.job.Planner;
import clickstream.job.StaleRuns;
import clickstream.job.StopSignal;
import clickstream.list.ObjectListing;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.settings.EtlSettings;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What loads many hours. */
@Configuration(proxyBeanMethods = false)
class BackfillConfiguration {

    @Bean
    StaleRuns staleRuns(JobOperator operator, JobRepository repository, LoadRuns runs, Ledger ledger) {
        return new StaleRuns(operator, repository, runs, ledger);
    }

    @Bean
    Planner planner(
            ObjectListing listing,
            Ledger ledger,
            LoadRuns runs,
            StaleRuns staleRuns,
            Attempts attempts,
            StopSignal stop,
            EtlSettings settings) {
        return new Planner(
                listing,
                ledger,
                runs,
                staleRuns,
                attempts,
                stop,
                settings.load().partitions());
    }

    @Bean
    Backfill backfill(HourRunner runner, EtlSettings settings) {
        return new Backfill(runner, settings.load().parallelHours());
    }
}
