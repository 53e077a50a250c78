package clickstream.job;

/** What an exception has to tell a person, in one line. */
public final class Failures {

    private Failures() {}

    /** The message of the innermost cause, which names the thing that failed, after the outermost, which says what was done. */
    public static String message(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String innermost = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return LogText.of(innermost.lines().findFirst().orElse(innermost).strip());
    }
}
