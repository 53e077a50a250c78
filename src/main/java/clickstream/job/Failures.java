package clickstream.job;

import clickstream.database.DatabaseFailures;
import clickstream.database.UnmigratedException;
import clickstream.database.UnreachableException;
import clickstream.event.PrintableText;
import clickstream.list.ListingException;
import clickstream.settings.SettingsException;
import org.springframework.transaction.TransactionSystemException;

/** What an exception has to tell a person, in one line. */
public final class Failures {

    private Failures() {}

    /**
     * The message of the first cause that was written to stand alone; without one, that of the innermost exception of the database;
     * without one, that of the innermost cause.
     */
    public static String message(Throwable failure) {
        Throwable telling = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ListingException
                    || cause instanceof ReadingException
                    || cause instanceof UnreachableException
                    || cause instanceof UnmigratedException
                    || cause instanceof SettingsException) {
                telling = cause;
                break;
            }
            if (cause instanceof TransactionSystemException lost && lost.getApplicationException() != null) {
                // It could not even be rolled back: what happened before tells why.
                return message(lost.getApplicationException());
            }
            // Below the driver's own message there is at most that of a socket.
            if (DatabaseFailures.isOfDriver(cause) || !DatabaseFailures.isOfDriver(telling)) {
                telling = cause;
            }
        }
        return telling.getMessage() == null ? telling.getClass().getSimpleName() : line(telling.getMessage());
    }

    /** {@link #message} and, where it is known what to do about a failure of the database, that, in one line. */
    public static String messageAndAction(Throwable failure) {
        String action = DatabaseFailures.action(failure);
        return action.isEmpty() ? message(failure) : "%s; %s".formatted(message(failure), action);
    }

    /** Whether a failure is a defect of this program, whose stack trace is worth reading, and not the world's. */
    public static boolean isUnexpected(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ListingException
                    || cause instanceof ReadingException
                    || cause instanceof InterruptedException
                    || cause instanceof SettingsException) {
                return false;
            }
        }
        return !DatabaseFailures.isOne(failure);
    }

    /** The first line of {@code text} that says something, without control characters. */
    public static String line(String text) {
        return PrintableText.of(text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse(""));
    }
}
