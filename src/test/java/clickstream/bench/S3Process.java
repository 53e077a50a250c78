package clickstream.bench;

import clickstream.event.Hour;
import clickstream.generate.SyntheticHour;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A {@link SyntheticS3} in a process of its own, which says over its standard output how often it was asked. */
final class S3Process implements AutoCloseable {

    private final AskedProcess process;
    private final Map<String, String> environment = new HashMap<>();

    private S3Process(AskedProcess process) throws IOException {
        this.process = process;
        for (String variable : process.answer().split(" ", -1)) {
            environment.put(
                    variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
        }
    }

    /** What was asked of the server since the last time that it was asked for this. */
    record Requests(long gets, long lists, long firstGetAt) {}

    /**
     * Starts one.
     *
     * @param events in the hour
     * @param objects that hold them: as many as events, one JSON document each, or fewer, gzip files of many lines
     * @param hours from {@code hour} on, to which the documents are dealt out; 1 where they are gzip files
     * @param certificates of {@link TestingCertificates}; null for plain HTTP
     */
    static S3Process start(Hour hour, int events, int objects, int hours, Duration latency, @Nullable Path certificates)
            throws IOException {
        List<String> command = new ArrayList<>(Java.command("-Xmx1g"));
        command.addAll(List.of(
                S3Process.class.getName(),
                hour.toString(),
                Integer.toString(events),
                Integer.toString(objects),
                Integer.toString(hours),
                Long.toString(latency.toMillis()),
                certificates == null ? "" : certificates.toString()));
        S3Process s3 = new S3Process(AskedProcess.start(command));
        if (certificates != null) {
            s3.environment.putAll(Map.of(
                    "JAVA_TOOL_OPTIONS",
                    "-Djavax.net.ssl.trustStore=%s/keys.p12 -Djavax.net.ssl.trustStorePassword=changeit"
                            .formatted(certificates),
                    "RCLONE_CA_CERT",
                    certificates + "/authority.pem"));
        }
        return s3;
    }

    Map<String, String> environment() {
        return environment;
    }

    String bucket() {
        return Objects.requireNonNull(environment.get("RAW_BUCKET_NAME"));
    }

    Requests requests() throws IOException {
        String[] data = process.ask("").split(" ", -1);
        return new Requests(Long.parseLong(data[0]), Long.parseLong(data[1]), Long.parseLong(data[2]));
    }

    @Override
    public void close() {
        process.close();
    }

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Hour hour = Hour.parse(arguments[0]);
        int events = Integer.parseInt(arguments[1]);
        int objects = Integer.parseInt(arguments[2]);
        int hours = Integer.parseInt(arguments[3]);
        SyntheticHour documents = new SyntheticHour(hour, events, 11);
        try (SyntheticS3 s3 = SyntheticS3.start(
                objects < events
                        ? new LinesHour(hour, documents, objects)
                        : hours == 1 ? documents : new ManyHours(hour, documents, hours),
                Duration.ofMillis(Long.parseLong(arguments[4])),
                arguments[5].isEmpty()
                        ? null
                        : TestingCertificates.of(Path.of(arguments[5])).serverContext())) {
            AtomicLong firstGetAt = new AtomicLong();
            s3.counts().onGet(() -> {
                if (firstGetAt.get() == 0) {
                    firstGetAt.compareAndSet(0, System.currentTimeMillis());
                }
            });
            System.out.println(s3.environment().entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .collect(Collectors.joining(" ")));
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (questions.readLine() != null) {
                System.out.println(
                        "%d %d %d".formatted(s3.counts().gets(), s3.counts().lists(), firstGetAt.getAndSet(0)));
                s3.counts().reset();
            }
        }
    }
}
