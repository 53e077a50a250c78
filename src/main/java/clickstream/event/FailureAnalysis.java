package clickstream.event;

/**
 * What a failure means to people. Both texts are printable, in one line.
 *
 * @param description what failed, and why
 * @param action what to do about it; empty where that is not known, or in the description
 */
public record FailureAnalysis(String description, String action, Kind kind) {

    /** Whose failure it is, and whether it stays. */
    public enum Kind {
        /** Trying again later can help. */
        TRANSIENT,
        /** It stays until somebody does something about it. */
        LASTING,
        /** A setting is missing or wrong. */
        SETTING,
        /** It is this program's own: the stack trace is worth reading. */
        DEFECT;

        public static Kind of(boolean isTransient) {
            return isTransient ? TRANSIENT : LASTING;
        }
    }

    public FailureAnalysis {
        description = PrintableText.of(description);
        action = PrintableText.of(action);
    }

    /** The same as the reason why something else failed. */
    public FailureAnalysis as(String failed) {
        return new FailureAnalysis("%s: %s".formatted(failed, description), action, kind);
    }

    /** Whether trying again later can help. */
    public boolean isTransient() {
        return kind == Kind.TRANSIENT;
    }

    /** Description and action, in one line. */
    public String line() {
        return action.isEmpty() ? description : "%s; %s".formatted(description, action);
    }
}
