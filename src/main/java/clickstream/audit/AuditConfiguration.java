package clickstream.audit;

import clickstream.job.Pipeline;
import clickstream.settings.EtlSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What audits hours. */
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {

    @Bean
    Audit audit(Pipeline pipeline, JdbcClient client, JdbcTemplate template, EtlSettings settings) {
        return new Audit(
                pipeline,
                new AuditedLedger(client),
                new AuditedRows(template),
                settings.load().partitions());
    }
}
