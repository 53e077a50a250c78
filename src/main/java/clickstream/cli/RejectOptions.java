package clickstream.cli;

import clickstream.event.Hour;
import clickstream.event.RejectReason;
import clickstream.rejects.RejectSelection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which rejects, beside those that say which hours. */
final class RejectOptions {

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            converter = Converters.OfReason.class,
            description = "only rejects for this reason, as malformed_json")
    private @Nullable RejectReason reason;

    @Nullable
    RejectReason reason() {
        return reason;
    }

    /** The rejects of those hours; of all hours where there are none. */
    RejectSelection selection(List<Hour> hours) {
        return hours.isEmpty()
                ? new RejectSelection(null, null, reason)
                : new RejectSelection(hours.getFirst(), hours.getLast().plus(1), reason);
    }
}
