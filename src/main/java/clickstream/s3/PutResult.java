package clickstream.s3;

/** What came of one try to put an object. */
public sealed interface PutResult {

    /** It is in S3, by this try or by one before. */
    record Stored() implements PutResult {}

    /**
     * It may or may not be in S3.
     *
     * @param what happened, and what to do where that is known; one line
     * @param isTransient whether trying again can help
     */
    record Failed(String what, boolean isTransient) implements PutResult {}
}
