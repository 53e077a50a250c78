package clickstream.list;

/** S3 could not be listed, or its listing cannot be trusted. The message says what was listed and why it failed. */
public final class ListingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ListingException(String message) {
        super(message);
    }

    ListingException(String message, Throwable cause) {
        super(message, cause);
    }
}
