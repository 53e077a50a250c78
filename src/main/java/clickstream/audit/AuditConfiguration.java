package clickstream.audit;

import clickstream.job.Pipeline;
import clickstream.settings.EtlSettings;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What audits hours. */
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {

    @Bean
    Audit audit(Pipeline pipeline, DataSource dataSource, EtlSettings settings) {
        return new Audit(
                pipeline,
                new AuditedLedger(JdbcClient.create(dataSource)),
                new AuditedRows(new JdbcTemplate(dataSource)),
                settings.load().partitions());
    }
}
