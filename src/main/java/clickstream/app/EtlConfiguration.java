package clickstream.app;

import clickstream.audit.AuditConfiguration;
import clickstream.database.TargetDatabase;
import clickstream.doctor.DoctorConfiguration;
import clickstream.job.JobConfiguration;
import clickstream.rejects.RetryConfiguration;
import clickstream.settings.SourceAndTarget;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Everything that a run is made of. Nothing is configured by itself: what is not here does not start, and the start is short. A {@link
 * SourceAndTarget} comes from whoever starts the application.
 */
@Configuration(proxyBeanMethods = false)
@Import({
    DatabaseCommandsConfiguration.class,
    BucketConfiguration.class,
    WatchConfiguration.class,
    JobConfiguration.class,
    AuditConfiguration.class,
    RetryConfiguration.class,
    DoctorConfiguration.class
})
public class EtlConfiguration {

    @Bean
    TargetDatabase target(SourceAndTarget where) {
        return where.target();
    }
}
