package clickstream.settings;

import clickstream.event.PrintableText;
import clickstream.s3.BucketAddress;
import clickstream.s3.BucketName;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Environment variables, where an empty one counts as not set. Reads on when something is wrong, so that one message names all of it. */
final class Variables {

    private static final int POSTGRESQL = 5432;

    private final Map<String, String> environment;
    private final List<String> missing = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    String required(String name) {
        String value = optional(name, "");
        if (value.isEmpty()) {
            missing.add(name);
        }
        return value;
    }

    String bucket(String name) {
        String value = required(name);
        String fault = BucketName.fault(value);
        if (!value.isEmpty() && !fault.isEmpty()) {
            complaints.add("%s is '%s', %s".formatted(name, PrintableText.of(value), fault));
        }
        return value;
    }

    /** Of a store of one's own; null for S3 itself. */
    @Nullable
    URI endpoint() {
        try {
            return BucketAddress.endpoint(environment).orElse(null);
        } catch (IllegalArgumentException e) {
            complain(PrintableText.firstLine(String.valueOf(e.getMessage())));
            return null;
        }
    }

    String optional(String name, String unset) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? unset : value;
    }

    int port(String name) {
        String value = optional(name, "");
        if (value.isEmpty()) {
            return POSTGRESQL;
        }
        boolean digits = value.length() <= 5
                && IntStream.range(0, value.length())
                        .allMatch(index -> value.charAt(index) >= '0' && value.charAt(index) <= '9');
        if (!digits || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 65_535) {
            complain("%s is %s, and not a port from 1 to 65535".formatted(name, PrintableText.of(value)));
            return POSTGRESQL;
        }
        return Integer.parseInt(value);
    }

    boolean yesOrNo(String name) {
        String value = optional(name, "");
        if (!List.of("", "true", "false").contains(value)) {
            complain("%s is %s, and neither true nor false".formatted(name, PrintableText.of(value)));
        }
        return value.equals("true");
    }

    void complain(String what) {
        complaints.add(what);
    }

    /**
     * Ends the reading.
     *
     * @throws IllegalArgumentException naming every variable that is missing or wrong, in one line
     */
    void check() {
        if (!missing.isEmpty()) {
            complaints.addFirst("%s not set in the environment".formatted(String.join(", ", missing)));
        }
        if (!complaints.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", complaints));
        }
    }
}
