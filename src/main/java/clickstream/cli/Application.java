package clickstream.cli;

import clickstream.app.EtlConfiguration;
import clickstream.app.MigrationConfiguration;
import clickstream.database.TargetDatabase;
import clickstream.settings.SourceAndTarget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.function.Function;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Starts what commands use. Nothing is connected to before it is needed. */
final class Application {

    private Application() {}

    /**
     * What the environment says.
     *
     * @throws ParameterException naming what is missing or wrong
     */
    static SourceAndTarget where(CommandSpec command) {
        return read(command, SourceAndTarget::of);
    }

    /**
     * What the environment says of the database alone.
     *
     * @throws ParameterException naming what is missing or wrong
     */
    static TargetDatabase target(CommandSpec command) {
        return read(command, SourceAndTarget::target);
    }

    private static <T> T read(CommandSpec command, Function<Map<String, String>, T> settings) {
        try {
            return settings.apply(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** What was asked, and by whom, for {@code etl.load_run}. */
    static String requestedBy(CommandSpec command) {
        return "%s: etl %s".formatted(processName(), arguments(command));
    }

    /** The command line that was given, for people who may want to give it again. */
    static String arguments(CommandSpec command) {
        return String.join(" ", command.root().commandLine().getParseResult().originalArgs());
    }

    /** This process, for people: user, host and number. */
    private static String processName() {
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

    /**
     * Starts it.
     *
     * @param settings that go before those of the environment, as in {@code --clickstream.load.parallel-hours=4}
     */
    static ConfigurableApplicationContext start(SourceAndTarget where, String... settings) {
        return start(EtlConfiguration.class, SourceAndTarget.class, where, settings);
    }

    /** Starts no more than the database needs to be migrated. */
    static ConfigurableApplicationContext start(TargetDatabase target) {
        return start(MigrationConfiguration.class, TargetDatabase.class, target);
    }

    private static <T> ConfigurableApplicationContext start(
            Class<?> configuration, Class<T> type, T where, String... settings) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.addInitializers(context -> {
            ((GenericApplicationContext) context).registerBean(type, () -> where);
            ((GenericApplicationContext) context).registerBean(ShutdownHold.class, ShutdownHold::new);
        });
        return application.run(settings);
    }
}
