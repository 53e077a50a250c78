package clickstream.rejects;

/**
 * What became of rejects that were tried again, and of their objects.
 *
 * <p>{@code before == inserted + duplicate + conflicting + rejected + notRetryable + unread + gone}
 *
 * @param read objects that were read from S3 again
 * @param stored objects whose version S3 no longer has: their rejects were tried from the bytes in the database
 * @param left objects that are too large still: left as they are
 * @param failed objects that could not be read this time
 * @param before rejects that the objects had
 * @param inserted those that are rows now
 * @param duplicate those that turned out to be in the table already
 * @param conflicting those whose id is there already with other columns
 * @param rejected those that are no event still
 * @param notRetryable those of which S3 no longer has the object and the database not all the bytes
 * @param unread those of the objects that could not be read
 */
public record RetryCounts(
        long read,
        long stored,
        long left,
        long failed,
        long before,
        long inserted,
        long duplicate,
        long conflicting,
        long rejected,
        long notRetryable,
        long unread) {

    public static final RetryCounts NONE = new RetryCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Those whose object, read again, has nothing at their index any more: after a fix in parsing, it has fewer values. */
    public long gone() {
        return before - inserted - duplicate - conflicting - rejected - notRetryable - unread;
    }

    public long objects() {
        return read + stored + left + failed;
    }

    public RetryCounts plus(RetryCounts other) {
        return new RetryCounts(
                read + other.read,
                stored + other.stored,
                left + other.left,
                failed + other.failed,
                before + other.before,
                inserted + other.inserted,
                duplicate + other.duplicate,
                conflicting + other.conflicting,
                rejected + other.rejected,
                notRetryable + other.notRetryable,
                unread + other.unread);
    }
}
