package clickstream.job;

import clickstream.app.EtlConfiguration;
import clickstream.event.Hour;
import clickstream.settings.SourceAndTarget;
import clickstream.testing.TestingDatabase;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The job as the program starts it, on servers of a test. The AWS SDK's settings are system properties of this JVM until it is closed:
 * one at a time.
 */
public final class TestingEtl implements AutoCloseable {

    private static final Map<String, String> PROPERTIES = Map.of(
            "AWS_ENDPOINT_URL_S3", "aws.endpointUrlS3",
            "AWS_ACCESS_KEY_ID", "aws.accessKeyId",
            "AWS_SECRET_ACCESS_KEY", "aws.secretAccessKey",
            "AWS_REGION", "aws.region");

    private final ConfigurableApplicationContext application;

    private TestingEtl(ConfigurableApplicationContext application) {
        this.application = application;
    }

    /**
     * Starts it; the database is not migrated by that.
     *
     * @param bucket the environment variables of an S3 server
     * @param properties as in {@code clickstream.load.partitions=2}
     */
    public static TestingEtl start(Map<String, String> bucket, TestingDatabase database, String... properties) {
        return start(bucket, database.environment(), properties);
    }

    /** Starts it as the role that the variables of {@code database} name. */
    public static TestingEtl start(Map<String, String> bucket, Map<String, String> database, String... properties) {
        PROPERTIES.forEach((variable, property) -> System.setProperty(property, bucket.getOrDefault(variable, "")));
        Map<String, String> environment = new HashMap<>(bucket);
        environment.putAll(database);
        SpringApplication application = new SpringApplication(EtlConfiguration.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Arrays.stream(properties)
                .map(property -> property.split("=", 2))
                .collect(Collectors.toMap(property -> property[0], property -> property[1])));
        SourceAndTarget where = SourceAndTarget.of(environment);
        application.addInitializers(
                context -> ((GenericApplicationContext) context).registerBean(SourceAndTarget.class, () -> where));
        return new TestingEtl(application.run());
    }

    public <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    public HourResult load(Hour hour) throws InterruptedException {
        return load(hour, false);
    }

    public HourResult load(Hour hour, boolean reload) throws InterruptedException {
        return bean(HourRunner.class).load(hour, new HourRunner.Request(reload, Duration.ZERO, "tests"));
    }

    public HourResult run(Hour hour) throws InterruptedException {
        try (DryRun dryRun = bean(DryRun.Starter.class).begin(false)) {
            return dryRun.run(hour);
        }
    }

    @Override
    public void close() {
        application.close();
        PROPERTIES.values().forEach(System::clearProperty);
    }
}
