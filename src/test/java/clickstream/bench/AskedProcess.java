package clickstream.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** A process that is asked by lines and answers each with one, the first unasked. */
final class AskedProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream questions;

    private AskedProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader(UTF_8);
        this.questions = new PrintStream(process.getOutputStream(), true, UTF_8);
    }

    /** What it says to standard error is said here. */
    static AskedProcess start(List<String> command) throws IOException {
        return new AskedProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    String ask(String question) throws IOException {
        questions.println(question);
        return answer();
    }

    /** The next line that it says. */
    String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(
                    "the process ended: " + process.info().commandLine().orElse(""));
        }
        return line;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
