package clickstream.ingest.server;

import clickstream.event.PrintableText;
import clickstream.ingest.Ingest;
import clickstream.ingest.IngestSettings;
import clickstream.s3.BucketAddress;
import clickstream.s3.SignedPut;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** The program: reads the command line and the environment, and serves until SIGTERM. */
@Command(
        name = "ingest",
        description = "Takes events by POST /clickstream and answers once they are stored in S3.",
        mixinStandardHelpOptions = true,
        versionProvider = IngestCommand.Version.class,
        footer = {"", "Settings come from the environment: RAW_BUCKET_NAME, INGEST_..., and the AWS SDK's own."})
public final class IngestCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int STOPPED = 0;

    /** How long storing may take once the server is told to stop. */
    private static final Duration STOP = Duration.ofSeconds(20);

    @Spec
    private @Nullable CommandSpec command;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "Address to listen at; default: ${DEFAULT-VALUE}.")
    private String host = "";

    @Option(names = "--port", defaultValue = "8080", description = "0 for any that is free; default: ${DEFAULT-VALUE}.")
    private int port;

    private IngestCommand() {}

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new IngestCommand()).setParameterExceptionHandler(IngestCommand::usageError);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (command == null) {
            throw new IllegalStateException("not run by picocli");
        }
        Ingest ingest = ingest(command.commandLine());
        IngestServer server;
        try {
            server = IngestServer.start(ingest, host, port);
        } catch (IOException e) {
            command.commandLine()
                    .getErr()
                    .println("ingest: cannot listen at %s, port %d: %s".formatted(host, port, rootMessage(e)));
            return FAILED;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        PrintWriter out = command.commandLine().getOut();
        out.println(server.address());
        out.flush();
        server.join();
        return STOPPED;
    }

    private Ingest ingest(CommandLine commandLine) {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(commandLine, "--port must be between 0 and 65535, but is " + port);
        }
        try {
            IngestSettings settings = IngestSettings.of(System.getenv());
            BucketAddress bucket = BucketAddress.of(settings.bucket(), System.getenv());
            SignedPut store =
                    new SignedPut(bucket, DefaultCredentialsProvider.builder().build());
            return Ingest.grouping(settings, store, InstantSource.system());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, String.valueOf(e.getMessage()), e);
        }
    }

    /** SIGTERM means that it was to end, and it has ended well: the JVM would say 143. */
    private static void stop(IngestServer server) {
        server.stop(STOP);
        Runtime.getRuntime().halt(STOPPED);
    }

    private static int usageError(ParameterException wrong, String[] arguments) {
        wrong.getCommandLine()
                .getErr()
                .println("ingest: %s (ingest --help shows how)"
                        .formatted(PrintableText.quoted(String.valueOf(wrong.getMessage()))));
        return wrong.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = IngestCommand.class.getPackage().getImplementationVersion();
            return new String[] {"clickstream-ingest " + (version == null ? "(not packaged)" : version)};
        }
    }
}
