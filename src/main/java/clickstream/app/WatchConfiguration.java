package clickstream.app;

import clickstream.load.EventTable;
import clickstream.settings.EtlSettings;
import clickstream.watch.Metrics;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** How the program is seen from outside. */
@Configuration(proxyBeanMethods = false)
class WatchConfiguration {

    @Bean
    Metrics metrics(DataSource dataSource, EtlSettings settings) {
        EtlSettings.Metrics wanted = settings.metrics();
        return new Metrics(wanted.otlp(), wanted.embedded(), new EventTable(new JdbcTemplate(dataSource))::newest);
    }
}
