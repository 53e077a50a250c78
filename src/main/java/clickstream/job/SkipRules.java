package clickstream.job;

import clickstream.event.SkipReason;
import org.jspecify.annotations.Nullable;

/** Tells objects that are no events by their names and sizes: what other tools leave behind in a bucket. */
final class SkipRules {

    /** What CloudWatch writes to see whether it may export there. */
    private static final String WRITE_TEST = "aws-logs-write-test";

    private SkipRules() {}

    /** Why an object of that name is skipped unread; null where it is to be read. */
    static @Nullable SkipReason skipReason(String name, long size) {
        // The empty name is the key that is the hour's prefix, which ends in a slash. What marks a folder is empty.
        if (name.isEmpty() || name.endsWith("/")) {
            return size == 0 ? SkipReason.FOLDER : null;
        }
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (last.startsWith("_") || last.startsWith(".") || last.equals(WRITE_TEST)) {
            return SkipReason.HIDDEN;
        }
        return last.endsWith(".tmp") ? SkipReason.TEMPORARY : null;
    }
}
