package clickstream.rejects;

import clickstream.job.HourRunner;
import clickstream.job.Pipeline;
import clickstream.load.Ledger;
import clickstream.load.LoadRuns;
import clickstream.load.Loader;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What tries rejects again. */
@Configuration(proxyBeanMethods = false)
public class RetryConfiguration {

    @Bean
    RejectRetry rejectRetry(
            DataSource dataSource,
            Pipeline pipeline,
            Loader loader,
            Ledger ledger,
            LoadRuns runs,
            HourRunner runner,
            PlatformTransactionManager transactionManager) {
        return new RejectRetry(
                new RejectedObjects(JdbcClient.create(dataSource)),
                pipeline,
                loader,
                ledger,
                runs,
                runner,
                new TransactionTemplate(transactionManager));
    }
}
