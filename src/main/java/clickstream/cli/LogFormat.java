package clickstream.cli;

import clickstream.watch.LogEvents;
import java.io.PrintWriter;
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

    static boolean isJson() {
        return of(System.getenv()) == ecs;
    }

    /** Says why a command did not end well, in one line. */
    static void complain(String line, PrintWriter err) {
        if (isJson()) {
            Lines.LOG.error(LogEvents.COMMAND_FAILED, line);
        } else {
            err.println(line);
        }
    }

    /** Where a command prints what is for people: where the log is JSON, it goes there too, line by line. */
    static PrintWriter out(CommandSpec command) {
        return out(command, OutputFormat.text);
    }

    /** Where a command prints: a document on standard output, and what is for people where the log is JSON there, line by line. */
    static PrintWriter out(CommandSpec command, OutputFormat format) {
        return format == OutputFormat.text && isJson()
                ? new PrintWriter(new LineWriter(Lines::said))
                : command.commandLine().getOut();
    }

    /** Loaded when something is said: until the format is known to be one, no line can be written. */
    private static final class Lines {

        private static final Logger LOG = LoggerFactory.getLogger(LogFormat.class);

        private static void said(String line) {
            LOG.info(LogEvents.COMMAND_OUTPUT, line);
        }
    }
}
