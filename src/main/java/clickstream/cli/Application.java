package clickstream.cli;

import clickstream.job.EtlConfiguration;
import clickstream.job.SourceAndTarget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Starts what commands use. Nothing is connected to before it is needed. */
final class Application {

    private Application() {}

    /** This process, for people: user, host and number. */
    static String processName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown host";
        }
        return "%s@%s, process %d"
                .formatted(
                        System.getProperty("user.name"),
                        host,
                        ProcessHandle.current().pid());
    }

    static ConfigurableApplicationContext start(SourceAndTarget where) {
        SpringApplication application = new SpringApplication(EtlConfiguration.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.addInitializers(
                context -> ((GenericApplicationContext) context).registerBean(SourceAndTarget.class, () -> where));
        return application.run();
    }
}
