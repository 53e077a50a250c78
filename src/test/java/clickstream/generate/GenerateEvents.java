package clickstream.generate;

import clickstream.event.Hour;
import clickstream.generate.EventGenerator.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Writes generated events for people to play with, to a bucket or a folder. Region, endpoint and credentials are the AWS SDK's own. */
@Command(
        name = "jobs/seed",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Writes believable raw events, and prints what a loader must make of them.")
public final class GenerateEvents implements Callable<Integer> {

    private static final int UPLOADS_AT_ONCE = 32;

    private static final class Target {
        @Option(names = "--bucket", description = "Bucket to write to.")
        private @Nullable String bucket;

        @Option(names = "--folder", description = "Folder to write to, as if it were the bucket.")
        private @Nullable Path folder;
    }

    @ArgGroup(multiplicity = "1")
    private final Target target = new Target();

    @Option(
            names = {"--hour", "--from"},
            required = true,
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "First UTC hour, as in 2026-11-20T13.")
    private Hour from = Hour.parse("2026-11-20T13");

    @Option(names = "--hours", defaultValue = "1", description = "How many hours.")
    private int hours;

    @Option(names = "--events-per-hour", defaultValue = "1000", description = "How many values an hour has.")
    private int eventsPerHour;

    @Option(names = "--seed", defaultValue = "1", description = "The same seed gives the same objects.")
    private long seed;

    @Option(names = "--oddities", defaultValue = "0.04", description = "Share of odd objects, 0 to 1.")
    private double oddities;

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new GenerateEvents()).registerConverter(Hour.class, Hour::parse);
    }

    @Override
    public Integer call() throws InterruptedException {
        EventGenerator generator = new EventGenerator(new Settings(seed, from, hours, eventsPerHour, oddities));
        Expected expected = Expected.countsOnly();
        Path folder = target.folder;
        String bucket = target.bucket;
        if (folder != null) {
            generator.objects().peek(expected).forEach(object -> write(folder, object));
        } else if (bucket != null) {
            try (S3Client client = S3Client.builder()
                    .forcePathStyle(System.getenv("AWS_ENDPOINT_URL_S3") != null)
                    .build()) {
                inParallel(
                        generator.objects().peek(expected).iterator(),
                        object -> client.putObject(
                                request -> request.bucket(bucket).key(object.key()),
                                RequestBody.fromBytes(object.bytes())));
            }
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(expected.objects());
        out.println(expected.events());
        out.flush();
        return 0;
    }

    private static void write(Path folder, GeneratedObject object) {
        Path file = folder.resolve(object.key());
        try {
            if (object.key().endsWith("/")) {
                Files.createDirectories(file);
            } else {
                Files.createDirectories(file.resolveSibling("."));
                Files.write(file, object.bytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to write " + file, e);
        }
    }

    /** Stops at the first failure, and throws it. */
    private static void inParallel(Iterator<GeneratedObject> objects, Consumer<GeneratedObject> upload)
            throws InterruptedException {
        Semaphore permits = new Semaphore(UPLOADS_AT_ONCE);
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            while (objects.hasNext() && failure.get() == null) {
                GeneratedObject object = objects.next();
                permits.acquire();
                executor.execute(() -> {
                    try {
                        upload.accept(object);
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        permits.release();
                    }
                });
            }
        }
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }
}
