package clickstream.report;

import clickstream.database.TargetDatabase;
import clickstream.settings.EtlSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a report is made of. */
@Configuration(proxyBeanMethods = false)
public class ReportConfiguration {

    @Bean
    ReportQueries reportQueries(TargetDatabase target, EtlSettings settings) {
        return new ReportQueries(target.unlimited(settings.database().rootCertificate()));
    }
}
