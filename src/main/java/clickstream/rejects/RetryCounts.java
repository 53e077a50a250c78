package clickstream.rejects;

/**
 * What became of rejects that were tried again, and of their objects. Each is counted where it happens, so that the equation says
 * something.
 *
 * <p>{@code before == inserted + duplicate + conflicting + rejected + missed + unread + gone}
 *
 * @param read objects that were read again
 * @param missing objects whose version S3 no longer has: left as they are
 * @param left objects that are too large still: left as they are
 * @param failed objects that could not be read this time
 * @param before rejects that the objects had
 * @param inserted those that are rows now
 * @param duplicate those that turned out to be in the table already
 * @param conflicting those whose id is there already with other columns
 * @param rejected those that are no event still
 * @param missed those of the objects that S3 no longer has
 * @param unread those of the objects that could not be read
 * @param gone those whose object has nothing at their index any more: after a fix in parsing, it has fewer values
 */
public record RetryCounts(
        long read,
        long missing,
        long left,
        long failed,
        long before,
        long inserted,
        long duplicate,
        long conflicting,
        long rejected,
        long missed,
        long unread,
        long gone) {

    public static final RetryCounts NONE = new RetryCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public RetryCounts {
        if (before != inserted + duplicate + conflicting + rejected + missed + unread + gone) {
            throw new IllegalArgumentException(
                    "The counts of rejects do not balance: %d before, and %d inserted, %d duplicate, %d conflicting, %d rejected, %d missed, %d unread, %d gone"
                            .formatted(before, inserted, duplicate, conflicting, rejected, missed, unread, gone));
        }
    }

    public long objects() {
        return read + missing + left + failed;
    }

    public RetryCounts plus(RetryCounts other) {
        return new RetryCounts(
                read + other.read,
                missing + other.missing,
                left + other.left,
                failed + other.failed,
                before + other.before,
                inserted + other.inserted,
                duplicate + other.duplicate,
                conflicting + other.conflicting,
                rejected + other.rejected,
                missed + other.missed,
                unread + other.unread,
                gone + other.gone);
    }
}
