package clickstream.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server that can be measured.
 *
 * @param name in tables
 * @param command that starts it
 * @param stores whether it does
 * @param takesSeveral events in a request
 */
record Candidate(
        String name, List<String> command, Map<String, String> environment, boolean stores, boolean takesSeveral) {

    private static final String SCRIPT = "one-put-an-event.mjs";
    private static final long MINUTES_TO_INSTALL = 5;

    /** The ingest as it is started, within the memory that it is meant for. */
    static Candidate ingest(String launcher) {
        return new Candidate(
                "ingest", List.of(launcher, "--port", "0"), Map.of("JAVA_TOOL_OPTIONS", "-Xmx128m"), true, true);
    }

    static Candidate answersOnly() {
        return plain("its HTTP server alone, nothing stored", "answers", false);
    }

    static Candidate onePutAnEvent() {
        return plain("one PUT an event, S3Client", "stores", true);
    }

    /** Null where Node or npm is not there, or the SDK cannot be had. */
    static @org.jspecify.annotations.Nullable Candidate node(Path folder) throws IOException, InterruptedException {
        try (InputStream script = Candidate.class.getResourceAsStream("/bench/" + SCRIPT)) {
            Files.write(folder.resolve(SCRIPT), script == null ? new byte[0] : script.readAllBytes());
        }
        try {
            Process npm = new ProcessBuilder(
                            "npm", "install", "--silent", "--no-audit", "--no-fund", "@aws-sdk/client-s3")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!npm.waitFor(MINUTES_TO_INSTALL, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                return null;
            }
        } catch (IOException e) {
            return null;
        }
        return new Candidate(
                "one PUT an event, Node",
                List.of("node", folder.resolve(SCRIPT).toString()),
                Map.of("NODE_ENV", "production"),
                true,
                false);
    }

    private static Candidate plain(String name, String argument, boolean stores) {
        List<String> command = new ArrayList<>(Java.command("-Xmx512m"));
        command.addAll(List.of(PlainService.class.getName(), argument));
        return new Candidate(name, command, Map.of(), stores, true);
    }

    RunningServer start(PutProcess s3) throws IOException {
        Map<String, String> variables = new HashMap<>(s3.environment());
        environment.forEach((variable, value) -> variables.merge(variable, value, "%2$s %1$s"::formatted));
        return RunningServer.start(command, variables);
    }
}
