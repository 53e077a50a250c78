package clickstream.job;

import clickstream.database.DatabaseFailures;
import clickstream.event.Causes;
import clickstream.event.ExplainedException;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.PrintableText;
import clickstream.settings.SettingsFailures;
import clickstream.watch.LogEvents;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionSystemException;

/** What any failure means: the one place that asks all who know. */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /**
     * What a failure means: as the first cause says that explains itself; without one, as is known of settings, of the
     * database and of threads; without that, it is a defect.
     */
    public static FailureAnalysis analysis(Throwable failure) {
        Optional<Throwable> lost = Causes.of(failure, TransactionSystemException.class)
                .flatMap(cause -> Stream.ofNullable(cause.getApplicationException()))
                .findFirst();
        if (lost.isPresent()) {
            // It could not even be rolled back: what happened before tells why.
            return analysis(lost.get());
        }
        return Causes.of(failure, ExplainedException.class)
                .findFirst()
                .map(ExplainedException::analysis)
                .or(() -> SettingsFailures.analysis(failure))
                .or(() -> DatabaseFailures.analysis(failure))
                .or(() -> ThreadLimit.analysis(failure))
                .orElseGet(() -> unexplained(failure));
    }

    private static FailureAnalysis unexplained(Throwable failure) {
        Throwable innermost = Causes.of(failure).reduce(failure, (_, in) -> in);
        return new FailureAnalysis(
                innermost.getMessage() == null
                        ? innermost.getClass().getSimpleName()
                        : PrintableText.firstLine(innermost.getMessage()),
                "",
                Causes.of(failure).anyMatch(InterruptedException.class::isInstance) ? Kind.LASTING : Kind.DEFECT);
    }

    /** Writes the stack trace of a failure that is a defect of this program into the log; of others it would say nothing. */
    public static void logDefect(Throwable failure) {
        if (analysis(failure).kind() == Kind.DEFECT) {
            LOG.error(LogEvents.DEFECT, "Unexpected failure; please report it", failure);
        }
    }
}
