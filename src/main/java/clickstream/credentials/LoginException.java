package clickstream.credentials;

import java.util.regex.Pattern;

/** There is no login. The message says where it was to come from, why it does not, and the mend, in one line. */
public final class LoginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009F\\u2028\\u2029]+");

    private final boolean isTransient;

    /**
     * Without its cause, whose own words may hold what was signed or read.
     *
     * @param isTransient whether trying again later can help
     */
    LoginException(String message, boolean isTransient) {
        super(CONTROL.matcher(message).replaceAll(" "));
        this.isTransient = isTransient;
    }

    /** Whether trying again later can help. */
    public boolean isTransient() {
        return isTransient;
    }
}
