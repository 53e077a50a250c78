package clickstream.cli;

import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.job.Failures;
import java.io.PrintWriter;

/** Tells people why a command did not end well: in one line, unless it is a defect of this program. */
final class FailureReport {

    private FailureReport() {}

    /** Prints and returns the exit code. */
    static int print(Exception failure, PrintWriter err) {
        FailureAnalysis analysis = Failures.analysis(failure);
        LogFormat.complain("etl: " + analysis.line(), err);
        Failures.logDefect(failure);
        return analysis.kind() == Kind.SETTING ? ExitCode.USAGE : ExitCode.FAILED;
    }
}
