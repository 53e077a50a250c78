package clickstream.cli;

import clickstream.job.Failures;
import clickstream.settings.SettingsException;
import clickstream.watch.LogEvents;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;

/** Tells people why a command did not end well: in one line, unless it is a defect of this program. */
final class FailureReport {

    private static final Logger LOG = LoggerFactory.getLogger(FailureReport.class);

    private FailureReport() {}

    /** Prints and returns the exit code. */
    static int print(Exception failure, PrintWriter err) {
        if (failure instanceof UncheckedIOException && failure.getMessage() != null) {
            LogFormat.complain("etl: " + Failures.line(failure.getMessage()), err);
            return ExitCode.FAILED;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationPropertiesBindException) {
                LogFormat.complain("etl: " + property(cause), err);
                return ExitCode.USAGE;
            }
            if (cause instanceof SettingsException) {
                LogFormat.complain("etl: " + oneLine(failure), err);
                return ExitCode.USAGE;
            }
        }
        LogFormat.complain("etl: " + oneLine(failure), err);
        if (Failures.isUnexpected(failure)) {
            LOG.error(LogEvents.DEFECT, "Unexpected failure; please report it", failure);
        }
        return ExitCode.FAILED;
    }

    /** Which property has which value and should have which. */
    private static String property(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException wrong && wrong.getProperty() != null) {
                return Failures.line("%s must be of type %s, but is %s"
                        .formatted(
                                wrong.getName(),
                                wrong.getTarget().getType().toClass().getSimpleName(),
                                wrong.getProperty().getValue()));
            }
        }
        return Failures.message(failure);
    }

    static String oneLine(Exception failure) {
        return Failures.messageAndAction(failure);
    }
}
