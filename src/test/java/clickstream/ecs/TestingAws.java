package clickstream.ecs;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.json.JsonWriter;
import org.yaml.snakeyaml.Yaml;

/**
 * An AWS on this machine: moto, and boto3 to call it, which refuses parameters that AWS's API does not have. Needs Python with both, and
 * the AWS CLI for the scripts. To be used by one thread.
 */
final class TestingAws implements AutoCloseable {

    private static final String MOCK = "src/test/resources/clickstream/ecs/aws_mock.py";
    private static final String CLI = "src/test/resources/clickstream/ecs/aws_cli.py";

    private final Path folder = Files.createTempDirectory("aws");
    private final Process cli;
    private final Process process;
    private final PrintWriter calls;
    private final BufferedReader answers;
    private final String endpoint;

    private TestingAws() throws IOException {
        cli = start(CLI, folder.toString());
        process = start(MOCK);
        calls = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        answers = process.inputReader(StandardCharsets.UTF_8);
        endpoint = "http://127.0.0.1:" + answers.readLine();
        cli.inputReader(StandardCharsets.UTF_8).readLine();
    }

    private static Process start(String script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", script));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static TestingAws start() throws IOException {
        return new TestingAws();
    }

    /** Whether there is what this needs. */
    static boolean isThere() {
        return ends(0, "python3", "-c", "import boto3, moto.server") && ends(0, "aws", "--version");
    }

    /** Whether a program ends with this code. */
    private static boolean ends(int exitCode, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == exitCode;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Calls an operation, as boto3 names it.
     *
     * @throws IllegalArgumentException in the words of whoever refuses it
     */
    Map<String, Object> call(String service, String operation, Map<String, ?> parameters) {
        calls.println(JsonWriter.standard()
                .writeToString(Map.of("service", service, "operation", operation, "parameters", parameters)));
        try {
            Map<String, Object> answer = Stack.map(new Yaml().load(answers.readLine()));
            if (answer.containsKey("error")) {
                throw new IllegalArgumentException(answer.get("error").toString());
            }
            return Stack.map(answer.get("answer"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a script ended and what it said. */
    record Ended(int exitCode, String out, String err) {}

    /** Runs a script, by its path, against this AWS. */
    Ended run(String script, String... arguments) throws IOException, InterruptedException {
        return run(
                Map.of(
                        "PATH",
                        folder + File.pathSeparator + System.getenv("PATH"),
                        "AWS_ENDPOINT_URL",
                        endpoint,
                        "AWS_REGION",
                        Stack.REGION,
                        "AWS_ACCESS_KEY_ID",
                        "testing",
                        "AWS_SECRET_ACCESS_KEY",
                        "testing"),
                script,
                arguments);
    }

    /** Runs a script, by its path, in this environment and with no other settings of the AWS CLI's. */
    static Ended run(Map<String, String> environment, String script, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(script);
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("AWS_CONFIG_FILE", "/dev/null");
        builder.environment().put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().putAll(environment);
        Process process = builder.start();
        // What it says on one of both fits into the pipe while the other is read.
        String out = text(process.getInputStream());
        String err = text(process.getErrorStream());
        return new Ended(process.waitFor(), out, err);
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        calls.close();
        cli.outputWriter().close();
        for (Process each : List.of(process, cli)) {
            try {
                if (!each.waitFor(20, TimeUnit.SECONDS)) {
                    each.destroyForcibly();
                }
            } catch (InterruptedException e) {
                each.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        answers.close();
        for (String file : List.of("aws", "caller.py", "socket", "")) {
            Files.deleteIfExists(folder.resolve(file));
        }
    }
}
