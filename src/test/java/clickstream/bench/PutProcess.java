package clickstream.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import clickstream.event.NameOrder;
import clickstream.testing.SyntheticS3;
import clickstream.testing.TestingCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link PutServer} in a process of its own, which is told over its standard input what to do and answers with one line. */
final class PutProcess implements AutoCloseable {

    private static final Map<String, String> COMMON = Map.of(
            "RAW_BUCKET_NAME", "raw-events",
            "AWS_REGION", "ap-southeast-1",
            "AWS_ACCESS_KEY_ID", "AKIATESTING",
            "AWS_SECRET_ACCESS_KEY", "any");

    private final AskedProcess process;
    private final String certificates;
    private final String endpoint;

    private PutProcess(AskedProcess process, String certificates) throws IOException {
        this.process = process;
        this.certificates = certificates;
        this.endpoint = process.answer();
    }

    /** @param certificates a folder in which it makes its own; empty for plain HTTP */
    static PutProcess start(String certificates) throws IOException {
        List<String> command = new ArrayList<>(Java.command("-Xmx3g", "-XX:+UseSerialGC"));
        command.addAll(List.of(PutProcess.class.getName(), certificates));
        return new PutProcess(AskedProcess.start(command), certificates);
    }

    /** For what puts into it: programs on a JVM, or on Node. */
    Map<String, String> environment() {
        Map<String, String> environment = environment(endpoint);
        if (!certificates.isEmpty()) {
            environment.put(
                    "JAVA_TOOL_OPTIONS",
                    "-Djavax.net.ssl.trustStore=%s/keys.p12 -Djavax.net.ssl.trustStorePassword=changeit"
                            .formatted(certificates));
            environment.put("NODE_EXTRA_CA_CERTS", certificates + "/authority.pem");
        }
        return environment;
    }

    /** Forgets everything, and lets each answer wait so long from now on. */
    void begin(Duration latency) throws IOException {
        process.ask("begin " + latency.toMillis());
    }

    /** PUTs that were answered from one moment to another, in milliseconds since the epoch. */
    long puts(long from, long to) throws IOException {
        return Long.parseLong(process.ask("puts %d %d".formatted(from, to)));
    }

    long objects() throws IOException {
        return Long.parseLong(process.ask("objects"));
    }

    int events() throws IOException {
        return Integer.parseInt(process.ask("events"));
    }

    /** Seconds of processor time that it has taken. */
    double cpuSeconds() {
        return Proc.cpuSeconds(process.pid());
    }

    /** @throws IllegalStateException where an acknowledged event is not stored, or one is stored twice */
    void check(BitSet acknowledged) throws IOException {
        Path file = Files.createTempFile("clickstream-bench-", ".ids");
        Files.write(file, acknowledged.toByteArray());
        String complaint = process.ask("check " + file);
        Files.delete(file);
        if (!complaint.isEmpty()) {
            throw new IllegalStateException(complaint);
        }
    }

    /**
     * Serves what it holds to the loader, all of it as objects of {@link Rig#HOUR}.
     *
     * @param oneAnObject each event as an object of its own, as one PUT an event leaves them
     * @return environment variables
     */
    Map<String, String> serve(boolean oneAnObject) throws IOException {
        return environment(process.ask("serve " + oneAnObject));
    }

    private static Map<String, String> environment(String endpoint) {
        Map<String, String> environment = new HashMap<>(COMMON);
        environment.put("AWS_ENDPOINT_URL_S3", endpoint);
        return environment;
    }

    @Override
    public void close() {
        process.close();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, GeneralSecurityException {
        String certificates = arguments[0];
        try (PutServer server = PutServer.start(
                certificates.isEmpty()
                        ? null
                        : TestingCertificates.in(Path.of(certificates)).serverContext())) {
            System.out.println("%s:%d"
                    .formatted(
                            certificates.isEmpty() ? "http://127.0.0.1" : "https://" + TestingCertificates.HOST,
                            server.port()));
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                System.out.println(answer(server, question.split(" ", -1)));
            }
        }
    }

    private static String answer(PutServer server, String[] question) throws IOException {
        return switch (question[0]) {
            case "begin" -> {
                server.clear();
                server.answerAfter(Duration.ofMillis(Long.parseLong(question[1])));
                yield "";
            }
            case "puts" -> Long.toString(server.puts(Long.parseLong(question[1]), Long.parseLong(question[2])));
            case "objects" -> Integer.toString(server.objects().size());
            case "events" -> Long.toString(lines(server).count());
            case "check" ->
                SentEvents.complaint(lines(server), BitSet.valueOf(Files.readAllBytes(Path.of(question[1]))));
            default ->
                SyntheticS3.start(Held.of(Boolean.parseBoolean(question[1]) ? oneAnObject(server) : server.objects()))
                        .endpoint()
                        .toString();
        };
    }

    private static Stream<String> lines(PutServer server) {
        return server.objects().entrySet().stream()
                .flatMap(object -> SentEvents.lines(object.getKey(), object.getValue()));
    }

    private static Map<String, byte[]> oneAnObject(PutServer server) {
        return lines(server)
                .collect(Collectors.toMap(
                        _ -> "event-%s.json".formatted(UUID.randomUUID()), line -> line.getBytes(UTF_8)));
    }

    /** Objects that are held, in the order of their keys. */
    private record Held(List<String> keys, List<byte[]> objects, Instant lastModified) implements SyntheticS3.Contents {

        static Held of(Map<String, byte[]> objects) {
            List<Map.Entry<String, byte[]>> sorted = objects.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(NameOrder.UTF_8_BYTES))
                    .toList();
            return new Held(
                    sorted.stream()
                            .map(object -> object.getKey().replaceFirst(".*/", ""))
                            .map(Rig.HOUR.prefix()::concat)
                            .toList(),
                    sorted.stream().map(Map.Entry::getValue).toList(),
                    Instant.now());
        }

        @Override
        public int size() {
            return keys.size();
        }

        @Override
        public String key(int index) {
            return keys.get(index);
        }

        @Override
        public byte[] bytes(int index) {
            return objects.get(index);
        }

        @Override
        public Instant lastModified(int index) {
            return lastModified;
        }
    }
}
