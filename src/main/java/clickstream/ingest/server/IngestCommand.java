package clickstream.ingest.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import clickstream.event.PrintableText;
import clickstream.ingest.Ingest;
import clickstream.ingest.IngestLog;
import clickstream.ingest.IngestSettings;
import clickstream.ingest.Stores;
import clickstream.s3.SignedPut;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The program: reads the command line and the environment, and serves until SIGTERM. */
public final class IngestCommand {

    private static final int STOPPED = 0;
    private static final int FAILED = 1;
    private static final int WRONG = 2;

    /** How long storing may take once the server is told to stop. */
    private static final Duration STOP = Duration.ofSeconds(20);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    IngestCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) throws InterruptedException {
        Locale.setDefault(Locale.ROOT);
        // Jetty asks for each locale that Java knows, which takes a quarter of a start, for no more than this one.
        System.setProperty("java.locale.providers", "SPI");
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
        System.exit(new IngestCommand(System.getenv(), out, err).run(List.of(arguments)));
    }

    /** Does what the command line says; returns the exit code. */
    int run(List<String> commandLine) throws InterruptedException {
        try {
            Arguments arguments = Arguments.of(commandLine);
            if (arguments.help()) {
                out.print(Arguments.USAGE);
                return STOPPED;
            }
            if (arguments.version()) {
                out.println(version());
                return STOPPED;
            }
            IngestSettings settings = IngestSettings.of(environment);
            IngestLog.begin(settings);
            Stores stores = Stores.of(settings, environment);
            Ingest ingest = Ingest.grouping(settings, stores, InstantSource.system());
            return serve(ingest, stores.events(), arguments.host(), arguments.port());
        } catch (IllegalArgumentException e) {
            err.println("ingest: %s (ingest --help shows how)"
                    .formatted(PrintableText.quoted(String.valueOf(e.getMessage()))));
            return WRONG;
        }
    }

    private int serve(Ingest ingest, SignedPut store, String host, int port) throws InterruptedException {
        IngestServer server;
        try {
            server = IngestServer.start(ingest, host, port);
        } catch (IOException e) {
            err.println("ingest: cannot listen at %s, port %d: %s".formatted(host, port, rootMessage(e)));
            return FAILED;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        out.println(server.address());
        store.prepare();
        server.join();
        return STOPPED;
    }

    /** SIGTERM means that it was to end, and it has ended well: the JVM would say 143. */
    private static void stop(IngestServer server) {
        server.stop(STOP);
        Runtime.getRuntime().halt(STOPPED);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** The version in the jar's manifest. */
    private static String version() {
        String version = IngestCommand.class.getPackage().getImplementationVersion();
        return "clickstream-ingest " + (version == null ? "(not packaged)" : version);
    }
}
