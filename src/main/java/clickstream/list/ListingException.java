package clickstream.list;

import clickstream.event.PrintableText;
import clickstream.s3.S3Failures;
import software.amazon.awssdk.core.exception.SdkException;

/** S3 could not be listed, or its listing cannot be trusted. The message says in one line what was listed and why it failed. */
public final class ListingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean isTransient;

    /** What S3 lists cannot be trusted. */
    ListingException(String message) {
        super(PrintableText.of(message));
        this.isTransient = false;
    }

    /** S3 did not list. */
    ListingException(String message, SdkException cause) {
        super(PrintableText.of(message), cause);
        this.isTransient = S3Failures.isTransient(cause);
    }

    /** Whether trying again later can help. */
    public boolean isTransient() {
        return isTransient;
    }
}
