package clickstream.app;

import clickstream.rejects.Rejects;
import clickstream.report.ReportConfiguration;
import clickstream.settings.EtlSettings;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * What works with the database alone: no bucket, no AWS. A {@link clickstream.database.TargetDatabase} comes from whoever starts the
 * application.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EtlSettings.class)
@Import({DatabaseConfiguration.class, MigrationConfiguration.class, Rejects.class, ReportConfiguration.class})
public class DatabaseCommandsConfiguration {}
