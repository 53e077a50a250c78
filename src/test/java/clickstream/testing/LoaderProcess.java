package clickstream.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program itself, in a process of its own, with an environment of its own. */
public final class LoaderProcess {

    /** For {@link #startedBy}, as root: a user whom limits hold for, which they do not for root, and who may read all the same. */
    public static final String AS_ANOTHER_USER =
            "exec setpriv --reuid 54321 --inh-caps=+dac_override --ambient-caps=+dac_override \"$@\"";

    private final Map<String, String> environment;
    private final List<String> starter;
    private final List<String> javaOptions;

    private LoaderProcess(Map<String, String> environment, List<String> starter, List<String> javaOptions) {
        this.environment = environment;
        this.starter = starter;
        this.javaOptions = javaOptions;
    }

    public static LoaderProcess with(Map<String, String> environment) {
        return new LoaderProcess(environment, List.of(), List.of());
    }

    /** What starts it, for whoever is given a launcher; the arguments follow. */
    public static List<String> commandLine() {
        return Stream.concat(TestedProgram.java().stream(), Stream.of(TestedProgram.main()))
                .toList();
    }

    public LoaderProcess javaOptions(String... options) {
        return new LoaderProcess(environment, starter, List.of(options));
    }

    /**
     * Behind a line of shell that sets limits, or goes elsewhere.
     *
     * @param line has the program's command line as {@code "$@"}
     */
    public LoaderProcess startedBy(String line) {
        return new LoaderProcess(environment, List.of("bash", "-c", line, "bash"), javaOptions);
    }

    /** Opens it for several commands, one after the other. */
    public ManyCommands open() {
        return open(ManyCommands::open);
    }

    /** Opens it for several commands, with its standard output on a device; what it says there is not read. */
    public ManyCommands openTo(Path device) {
        return open(program -> ManyCommands.openTo(device, program));
    }

    private ManyCommands open(Opener opener) {
        try {
            return opener.open(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it; its output goes to files that {@link Running#result} reads. */
    public Running start(String... arguments) {
        try {
            Path out = Files.createTempFile("etl", ".out");
            Path err = Files.createTempFile("etl", ".err");
            return new Running(start(out.toFile(), err.toFile(), arguments), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it with its standard output on a file that is there; what it says there is not read. */
    public Running startTo(Path out, String... arguments) {
        try {
            Path nothing = Files.createTempFile("etl", ".out");
            Path err = Files.createTempFile("etl", ".err");
            return new Running(start(Redirect.to(out.toFile()), Redirect.to(err.toFile()), arguments), nothing, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it with both outputs on pipes, for the caller to read. */
    public Process startIntoPipe(String... arguments) {
        try {
            return start(Redirect.PIPE, Redirect.PIPE, arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it with its standard error on a terminal. */
    public Process startOn(PseudoTerminal terminal, Path out, String... arguments) {
        try {
            return start(out.toFile(), terminal.device(), arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start(File out, File err, String... arguments) throws IOException {
        return start(Redirect.to(out), Redirect.to(err), arguments);
    }

    Process serve(File out, File err, Path calls, Path exitCodes) throws IOException {
        return start(
                TestedProgram.server(), Redirect.to(out), Redirect.to(err), calls.toString(), exitCodes.toString());
    }

    private Process start(Redirect out, Redirect err, String... arguments) throws IOException {
        return start(TestedProgram.main(), out, err, arguments);
    }

    private Process start(String main, Redirect out, Redirect err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(starter);
        command.addAll(TestedProgram.java());
        command.addAll(javaOptions);
        command.add(main);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("DW_PG_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs it to its end. */
    public Result run(String... arguments) {
        return start(arguments).result();
    }

    @FunctionalInterface
    private interface Opener {

        ManyCommands open(LoaderProcess program) throws IOException, InterruptedException;
    }

    /** A process that was started. */
    public record Running(Process process, Path out, Path err) {

        /** Waits for the end, two minutes at most. */
        public Result result() {
            try {
                if (!process.waitFor(120, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError("did not end: " + Files.readString(out) + Files.readString(err));
                }
                Result result = new Result(
                        process.exitValue(),
                        Files.readString(out, StandardCharsets.UTF_8),
                        Files.readString(err, StandardCharsets.UTF_8));
                Files.delete(out);
                Files.delete(err);
                return result;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** What it said and how it ended. */
    public record Result(int exitCode, String out, String err) {}
}
