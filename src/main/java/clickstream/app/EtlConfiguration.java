package clickstream.app;

import clickstream.audit.AuditConfiguration;
import clickstream.doctor.DoctorConfiguration;
import clickstream.job.JobConfiguration;
import clickstream.rejects.RejectsConfiguration;
import clickstream.report.ReportConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Everything that a run is made of. Nothing is configured by itself: what is not here does not start, and the start is short. A {@link
 * clickstream.settings.SourceAndTarget} comes from whoever starts the application.
 */
@Configuration(proxyBeanMethods = false)
@Import({
    BucketConfiguration.class,
    DatabaseConfiguration.class,
    MigrationConfiguration.class,
    WatchConfiguration.class,
    JobConfiguration.class,
    AuditConfiguration.class,
    RejectsConfiguration.class,
    ReportConfiguration.class,
    DoctorConfiguration.class
})
public class EtlConfiguration {}
