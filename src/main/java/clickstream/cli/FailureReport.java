package clickstream.cli;

import clickstream.job.Failures;
import clickstream.list.ListingException;
import java.io.PrintWriter;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.dao.DataAccessException;

/** Tells people why a command did not end well: in one line, unless it is a defect of this program. */
final class FailureReport {

    private static final Logger LOG = LoggerFactory.getLogger(FailureReport.class);

    private FailureReport() {}

    /** Prints and returns the exit code. */
    static int print(Exception failure, PrintWriter err) {
        err.println("etl: " + oneLine(failure));
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationPropertiesBindException) {
                return ExitCode.USAGE;
            }
            if (cause instanceof SQLException
                    || cause instanceof DataAccessException
                    || cause instanceof FlywayException
                    || cause instanceof ListingException) {
                return ExitCode.FAILED;
            }
        }
        LOG.error("This should not have happened", failure);
        return ExitCode.FAILED;
    }

    static String oneLine(Exception failure) {
        return Failures.message(failure);
    }
}
