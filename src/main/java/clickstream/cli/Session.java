package clickstream.cli;

import clickstream.app.DatabaseCommandsConfiguration;
import clickstream.app.EtlConfiguration;
import clickstream.database.TargetDatabase;
import clickstream.settings.SettingsCheck;
import clickstream.settings.SourceAndTarget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Starts what a command works with, and ends with it: at SIGTERM, when the command has said what it did. Nothing is connected to before it
 * is needed.
 */
final class Session {

    private Session() {}

    /** What a command does. */
    @FunctionalInterface
    interface Work<T> {

        /** Returns the exit code. */
        int with(T tools) throws InterruptedException;
    }

    /**
     * Works with S3 and the database.
     *
     * @param tools one of the program's parts, or a record of several
     * @param settings that go before those of the environment, as in {@code --clickstream.load.parallel-hours=4}
     * @throws ParameterException naming what is missing or wrong in the environment
     */
    static <T> int withBucket(CommandSpec command, Class<T> tools, Work<T> work, String... settings)
            throws InterruptedException {
        SourceAndTarget where = read(command, SourceAndTarget::of);
        return run(EtlConfiguration.class, SourceAndTarget.class, where, tools, work, settings);
    }

    /**
     * Works with the database alone: no bucket is named, and nothing of AWS is set.
     *
     * @param tools one of the program's parts, or a record of several
     * @throws ParameterException naming what is missing or wrong in the environment
     */
    static <T> int withDatabase(CommandSpec command, Class<T> tools, Work<T> work) throws InterruptedException {
        TargetDatabase target = read(command, SourceAndTarget::target);
        return run(DatabaseCommandsConfiguration.class, TargetDatabase.class, target, tools, work);
    }

    private static <W> W read(CommandSpec command, Function<Map<String, String>, W> settings) {
        try {
            return settings.apply(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static <W, T> int run(
            Class<?> configuration, Class<W> type, W where, Class<T> tools, Work<T> work, String... settings)
            throws InterruptedException {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.addInitializers(context -> {
            SettingsCheck.check(context.getEnvironment());
            ((GenericApplicationContext) context).registerBean(type, () -> where);
            ((GenericApplicationContext) context).registerBean(ShutdownHold.class, ShutdownHold::new);
        });
        try (ConfigurableApplicationContext context = application.run(withoutDebug(settings))) {
            ShutdownHold hold = context.getBean(ShutdownHold.class);
            try (ShutdownHold.Speaking _ = hold.begin()) {
                int exitCode = work.with(tools(context, tools));
                return hold.isStopping() ? ExitCode.STOPPED : exitCode;
            } catch (RuntimeException | InterruptedException e) {
                if (hold.isStopping()) {
                    // It failed because of that.
                    return ExitCode.STOPPED;
                }
                throw e;
            } catch (OutOfMemoryError e) {
                // For want of memory the JVM would have ended: it is a thread that could not be started.
                throw new IllegalStateException("A thread could not be started", e);
            }
        }
    }

    /** DEBUG and TRACE are in the environment for many other programs' sake; LOGGING_LEVEL_ROOT is for this one's. */
    private static String[] withoutDebug(String... settings) {
        return Stream.concat(Stream.of("--debug=false", "--trace=false"), Stream.of(settings))
                .toArray(String[]::new);
    }

    private static <T> T tools(ConfigurableApplicationContext context, Class<T> type) {
        return context.getBeanProvider(type)
                .getIfAvailable(() -> context.getBeanFactory().createBean(type));
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
}
