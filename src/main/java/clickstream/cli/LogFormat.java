package clickstream.cli;

import clickstream.watch.LogEvents;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/** How the log is written, and what else is said where all of it is to be JSON. */
enum LogFormat {
    /** Lines for people. */
    text,
    /** JSON of the Elastic Common Schema. */
    ecs;

    /** logback.xml asks for it too. */
    private static final String VARIABLE = "CLICKSTREAM_LOG_FORMAT";

    /**
     * What the environment says.
     *
     * @throws IllegalArgumentException where it says something else
     */
    static LogFormat of(Map<String, String> environment) {
        return switch (environment.getOrDefault(VARIABLE, "text")) {
            case "text" -> text;
            case "ecs" -> ecs;
            default ->
                throw new IllegalArgumentException(
                        "%s is %s, and neither text nor ecs".formatted(VARIABLE, environment.get(VARIABLE)));
        };
    }

    /** Says why a command did not end well, in one line. */
    static void complain(String line, PrintWriter err) {
        if (of(System.getenv()) == ecs) {
            Complaints.LOG.error(LogEvents.COMMAND_FAILED, line);
        } else {
            err.println(line);
        }
    }

    /**
     * Where the summary of a load goes. A summary for people has no reader where the log is JSON: its last line on each hour has the same
     * counts.
     */
    static PrintWriter summaryOut(CommandSpec command, OutputFormat format) {
        return format == OutputFormat.text && of(System.getenv()) == ecs
                ? new PrintWriter(Writer.nullWriter())
                : command.commandLine().getOut();
    }

    /** Loaded when something is said: until the format is known to be one, no line can be written. */
    private static final class Complaints {

        private static final Logger LOG = LoggerFactory.getLogger(LogFormat.class);
    }
}
