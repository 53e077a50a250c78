package clickstream.app;

import clickstream.database.LoaderRole;
import clickstream.database.Migrations;
import clickstream.database.Warehouse;
import clickstream.settings.EtlSettings;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What brings the database into shape. A {@link Warehouse} is all that it needs: no bucket, no AWS. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EtlSettings.class)
public class MigrationConfiguration {

    @Bean
    Migrations migrations(Warehouse warehouse, EtlSettings settings) {
        return new Migrations(warehouse.unlimited(settings.database().rootCertificate()));
    }

    @Bean
    LoaderRole loaderRole(Warehouse warehouse, EtlSettings settings) {
        return new LoaderRole(warehouse.unlimited(settings.database().rootCertificate()));
    }
}
