package clickstream.app;

import clickstream.load.EventTable;
import clickstream.settings.EtlSettings;
import clickstream.watch.Metrics;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** How the program is seen from outside. */
@Configuration(proxyBeanMethods = false)
class WatchConfiguration {

    @Bean
    Metrics metrics(JdbcTemplate database, EtlSettings settings) {
        EtlSettings.Metrics wanted = settings.metrics();
        return new Metrics(wanted.otlp(), wanted.embedded(), new EventTable(database)::newest);
    }
}
