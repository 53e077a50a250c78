package clickstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's Runtime API, and the ingest's function in a process of its own that AWS's runtime client drives. One invocation after the other, as in
 * Lambda.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">the Runtime API</a>.
 */
public final class TestingLambda implements AutoCloseable {

    private static final String API = "/2018-06-01/runtime/";
    private static final String HANDLER = "clickstream.ingest.lambda.ClickstreamHandler";

    private final BlockingQueue<Invocation> next = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer api;
    private final Process function;
    private final Path log;
    private volatile @Nullable Invocation current;

    private record Invocation(String id, String event, CompletableFuture<String> result) {}

    private TestingLambda(Map<String, String> environment) {
        try {
            api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            api.setExecutor(threads);
            api.createContext(API, this::answer);
            api.start();
            log = Files.createTempFile("lambda", ".log");
            function = process(environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CompletableFuture<Void> _ = function.onExit()
                .thenAccept(ended -> failure.complete("the function's process ended with " + ended.exitValue()));
    }

    /** Starts the ingest's function, of which {@link IngestProcess#JAR} is all that is deployed. */
    public static TestingLambda start(Map<String, String> environment) {
        return new TestingLambda(environment);
    }

    /** With the options that Lambda's own runtime gives a JVM. */
    private Process process(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        Stream.concat(Stream.of(IngestProcess.JAR.toString()), runtimeClient())
                                .collect(Collectors.joining(File.pathSeparator)),
                        "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                        HANDLER)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("INGEST_"));
        variables.putAll(environment);
        variables.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + api.getAddress().getPort());
        variables.put("AWS_LAMBDA_FUNCTION_NAME", "ingest");
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512");
        variables.put("LAMBDA_TASK_ROOT", Path.of("").toAbsolutePath().toString());
        return builder.start();
    }

    /** What Lambda itself adds to the class path. */
    private static Stream<String> runtimeClient() {
        List<String> entries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        Path.of(entry).getFileName().toString().matches("(aws-lambda-java-|utils-lite-).*\\.jar"))
                .toList();
        if (entries.isEmpty()) {
            throw new IllegalStateException("no runtime client of Lambda on the class path");
        }
        return entries.stream();
    }

    /** Waits until it is as Lambda takes a snapshot of it: set up, and asking for its first event. */
    public void awaitStart() {
        started.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** What the function returns for an event; of one that fails the error that it reports. */
    public String invoke(String event) {
        Invocation invocation = new Invocation(UUID.randomUUID().toString(), event, new CompletableFuture<>());
        next.add(invocation);
        CompletableFuture<Void> _ =
                failure.thenAccept(what -> invocation.result().complete(what));
        return invocation.result().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** What it has written up to now. */
    public String log() {
        try {
            return Files.readString(log, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = exchange.getRequestURI().getPath().substring(API.length());
            if (call.equals("invocation/next")) {
                giveNext(exchange);
                return;
            }
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Invocation answered = current;
            if (call.startsWith("invocation/") && answered != null) {
                answered.result().complete(body);
            } else {
                failure.complete("%s: %s".formatted(call, body));
            }
            exchange.sendResponseHeaders(202, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveNext(HttpExchange exchange) throws IOException, InterruptedException {
        started.complete(null);
        Invocation invocation = next.take();
        current = invocation;
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json"); // the client's native code crashes without
        headers.set("Lambda-Runtime-Aws-Request-Id", invocation.id());
        headers.set(
                "Lambda-Runtime-Deadline-Ms",
                Long.toString(Instant.now().plusSeconds(30).toEpochMilli()));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:ap-southeast-1:1:function:ingest");
        byte[] event = invocation.event().getBytes(UTF_8);
        exchange.sendResponseHeaders(200, event.length);
        exchange.getResponseBody().write(event);
    }

    @Override
    public void close() {
        function.destroyForcibly();
        api.stop(0);
        threads.shutdownNow();
        try {
            function.waitFor();
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
