package clickstream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs commands one after the other in one process, for those who would wait for a start each time. A call is the arguments, one a line,
 * written to one named pipe; its exit code comes through another.
 */
final class CommandServer {

    private CommandServer() {}

    /** Goes on until the process is ended. */
    public static void main(String[] pipes) throws IOException {
        Path calls = Path.of(pipes[0]);
        Path exitCodes = Path.of(pipes[1]);
        while (true) {
            List<String> arguments = Files.readString(calls)
                    .lines()
                    .filter(line -> !line.isEmpty())
                    .toList();
            int exitCode = Etl.run(arguments.toArray(String[]::new));
            Files.writeString(exitCodes, Integer.toString(exitCode));
        }
    }
}
