package clickstream.report;

import clickstream.settings.EtlSettings;
import clickstream.settings.SourceAndTarget;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a report is made of. */
@Configuration(proxyBeanMethods = false)
public class ReportConfiguration {

    @Bean
    ReportQueries reportQueries(SourceAndTarget where, EtlSettings settings) {
        return new ReportQueries(where.target().unlimited(settings.database().rootCertificate()));
    }
}
