package clickstream.job;

/** One object after the other could not be read: this attempt at the hour ends. The message says why. */
public final class ReadingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isTransient;

    /**
     * Ends the attempt.
     *
     * @param isTransient whether trying again later can help
     */
    public ReadingException(String message, boolean isTransient) {
        super(message);
        this.isTransient = isTransient;
    }

    boolean isTransient() {
        return isTransient;
    }
}
