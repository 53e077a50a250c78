package clickstream.credentials;

import clickstream.event.PrintableText;

/** There is no login. The message says where it was to come from, why it does not, and what to do, in one line. */
public final class LoginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isTransient;

    /**
     * Without its cause, whose own words may hold what was signed or read.
     *
     * @param isTransient whether trying again later can help
     */
    LoginException(String message, boolean isTransient) {
        super(PrintableText.of(message));
        this.isTransient = isTransient;
    }

    /** Whether trying again later can help. */
    public boolean isTransient() {
        return isTransient;
    }
}
