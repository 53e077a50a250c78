package clickstream.ingest.server;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the command line says. It is read by hand: there are two options, and a library for them takes more of a start than the server.
 *
 * @param host address to listen at
 * @param port 0 for any that is free
 * @param help whether only the usage is asked for
 * @param version whether only the version is asked for
 */
record Arguments(String host, int port, boolean help, boolean version) {

    static final String USAGE = """
            Usage: ingest [--host ADDRESS] [--port NUMBER]
            Takes events by POST /clickstream and POST /events, answers once they are stored,
            and serves the modules of the publisher.
                  --host ADDRESS   to listen at; default: 127.0.0.1
                  --port NUMBER    0 for any that is free; default: 8080
              -h, --help           shows this
              -V, --version        says which version this is

            Settings come from the environment: RAW_BUCKET_NAME, INGEST_..., EVENTS_SINK, APP_CONFIG,
            ASSETS_BUCKET_NAME, CLICKSTREAM_LOG_FORMAT, and the AWS SDK's own.
            """;

    private static final int LAST_PORT = 65_535;

    /** @throws IllegalArgumentException naming what is wrong */
    static Arguments of(List<String> arguments) {
        Arguments read = new Arguments("127.0.0.1", 8_080, false, false);
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String[] option = rest.next().split("=", 2);
            Supplier<String> value = () -> {
                if (option.length == 1 && !rest.hasNext()) {
                    throw new IllegalArgumentException(option[0] + " needs a value");
                }
                return option.length == 2 ? option[1] : rest.next();
            };
            read = switch (option[0]) {
                case "--host" -> new Arguments(value.get(), read.port, read.help, read.version);
                case "--port" -> new Arguments(read.host, port(value.get()), read.help, read.version);
                case "-h", "--help" -> new Arguments(read.host, read.port, true, read.version);
                case "-V", "--version" -> new Arguments(read.host, read.port, read.help, true);
                default -> throw new IllegalArgumentException("unknown option " + option[0]);
            };
        }
        return read;
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > LAST_PORT) {
            throw new IllegalArgumentException("--port must be between 0 and %d, but is %s".formatted(LAST_PORT, text));
        }
        return Integer.parseInt(text);
    }
}
