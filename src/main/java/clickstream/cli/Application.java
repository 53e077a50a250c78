package clickstream.cli;

import clickstream.job.EtlConfiguration;
import clickstream.job.SourceAndTarget;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Starts what commands use. Nothing is connected to before it is needed. */
final class Application {

    private Application() {}

    static ConfigurableApplicationContext start(SourceAndTarget where) {
        SpringApplication application = new SpringApplication(EtlConfiguration.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.addInitializers(
                context -> ((GenericApplicationContext) context).registerBean(SourceAndTarget.class, () -> where));
        return application.run();
    }
}
