package clickstream.job;

/** One object after the other could not be read: this attempt at the hour ends. The message says why. */
public final class ReadingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean passing;

    /**
     * Ends the attempt.
     *
     * @param passing whether trying again later can help
     */
    public ReadingException(String message, boolean passing) {
        super(message);
        this.passing = passing;
    }

    boolean canPass() {
        return passing;
    }
}
