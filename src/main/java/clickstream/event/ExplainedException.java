package clickstream.event;

import clickstream.event.FailureAnalysis.Kind;
import org.jspecify.annotations.Nullable;

/** A failure that says what it means, whatever it was caused by and whoever wraps it: in one line, which is its message. */
public final class ExplainedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient FailureAnalysis analysis;

    public ExplainedException(FailureAnalysis analysis, @Nullable Throwable cause) {
        super(analysis.line(), cause);
        this.analysis = analysis;
    }

    /** Without a cause: there is none, or its own words may hold a secret. */
    public ExplainedException(String description, Kind kind) {
        this(new FailureAnalysis(description, "", kind), null);
    }

    public FailureAnalysis analysis() {
        return analysis;
    }
}
