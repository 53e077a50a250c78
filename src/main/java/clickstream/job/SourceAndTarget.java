package clickstream.job;

import clickstream.load.Warehouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Where events come from and where they go: the environment variables of the function that this job replaces, unchanged.
 *
 * @param bucket name of the raw bucket
 * @param pathStyle whether S3 is a store of one's own, which mostly wants the bucket in the path
 */
public record SourceAndTarget(String bucket, boolean pathStyle, Warehouse warehouse) {

    private static final int POSTGRESQL = 5432;

    /**
     * Reads the variables.
     *
     * @throws IllegalArgumentException naming every variable that is missing or wrong, in one line
     */
    public static SourceAndTarget of(Map<String, String> environment) {
        Reader variables = new Reader(environment);
        SourceAndTarget settings = new SourceAndTarget(
                variables.required("RAW_BUCKET_NAME"),
                environment.containsKey("AWS_ENDPOINT_URL_S3") || environment.containsKey("AWS_ENDPOINT_URL"),
                new Warehouse(
                        variables.required("DW_PG_HOST"),
                        variables.port("DW_PG_PORT"),
                        variables.optional("DW_PG_DATABASE", "clickstream_dw"),
                        variables.required("DW_PG_USER"),
                        variables.required("DW_PG_PASSWORD"),
                        variables.yesOrNo("DW_PG_SSL")));
        variables.complain();
        return settings;
    }

    /** Reads on when something is wrong, so that one message names all of it. */
    private static final class Reader {

        private final Map<String, String> environment;
        private final List<String> missing = new ArrayList<>();
        private final List<String> complaints = new ArrayList<>();

        Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        String required(String name) {
            String value = environment.getOrDefault(name, "");
            if (value.isEmpty()) {
                missing.add(name);
            }
            return value;
        }

        String optional(String name, String unset) {
            String value = environment.getOrDefault(name, "");
            return value.isEmpty() ? unset : value;
        }

        int port(String name) {
            String value = environment.getOrDefault(name, "");
            if (value.isEmpty()) {
                return POSTGRESQL;
            }
            boolean digits = value.length() <= 5
                    && IntStream.range(0, value.length())
                            .allMatch(index -> value.charAt(index) >= '0' && value.charAt(index) <= '9');
            if (!digits || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 65_535) {
                complaints.add("%s is %s, and not a port from 1 to 65535".formatted(name, LogText.of(value)));
                return POSTGRESQL;
            }
            return Integer.parseInt(value);
        }

        boolean yesOrNo(String name) {
            String value = environment.getOrDefault(name, "");
            if (!List.of("", "true", "false").contains(value)) {
                complaints.add("%s is %s, and neither true nor false".formatted(name, LogText.of(value)));
            }
            return value.equals("true");
        }

        void complain() {
            if (!missing.isEmpty()) {
                complaints.addFirst("%s not set in the environment".formatted(String.join(", ", missing)));
            }
            if (!complaints.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", complaints));
            }
        }
    }
}
