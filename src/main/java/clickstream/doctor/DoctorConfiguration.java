package clickstream.doctor;

import clickstream.database.Migrations;
import clickstream.load.LoadNeeds;
import clickstream.s3.RawBucket;
import clickstream.settings.EtlSettings;
import clickstream.settings.SourceAndTarget;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What checks all that a load needs. */
@Configuration(proxyBeanMethods = false)
public class DoctorConfiguration {

    @Bean
    Doctor doctor(
            RawBucket bucket,
            JdbcClient database,
            LoadNeeds needs,
            Migrations migrations,
            SourceAndTarget where,
            EtlSettings settings) {
        return new Doctor(
                new BucketChecks(bucket),
                new DatabaseChecks(database, needs, migrations, where.target()),
                settings.poolSize(),
                settings.load().partitions(),
                settings.load().parallelHours());
    }
}
