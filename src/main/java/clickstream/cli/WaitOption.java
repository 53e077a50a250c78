package clickstream.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** {@code --wait}. */
final class WaitOption {

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = Converters.OfDuration.class,
            description = "how long to wait where another run has locked an hour, as 90s or 10m (default: not at all)")
    private Duration wait = Duration.ZERO;

    Duration duration() {
        return wait;
    }
}
