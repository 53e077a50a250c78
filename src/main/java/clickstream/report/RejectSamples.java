package clickstream.report;

import clickstream.rejects.StoredReject;
import java.util.List;

/**
 * The rejects of a range for one reason.
 *
 * @param count all of them
 * @param first the first few of the newest hour that has any
 */
record RejectSamples(String reason, long count, List<StoredReject> first) {}
