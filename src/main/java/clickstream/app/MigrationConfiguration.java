package clickstream.app;

import clickstream.database.LoaderRole;
import clickstream.database.Migrations;
import clickstream.database.TargetDatabase;
import clickstream.load.LoadNeeds;
import clickstream.settings.EtlSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** What brings the database into shape, and sees whether it is. */
@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

    @Bean
    Migrations migrations(TargetDatabase target, EtlSettings settings) {
        return new Migrations(target.unlimited(settings.database().rootCertificate()));
    }

    @Bean
    LoadNeeds loadNeeds(JdbcTemplate database) {
        return new LoadNeeds(database);
    }

    @Bean
    LoaderRole loaderRole(TargetDatabase target, EtlSettings settings) {
        return new LoaderRole(target.unlimited(settings.database().rootCertificate()));
    }
}
