package clickstream.report;

import clickstream.event.Printable;
import clickstream.rejects.StoredReject;
import java.util.List;

/**
 * The rejects for one reason, as shown.
 *
 * @param rejects for machines
 */
record RejectRow(String reason, long rejects, String count, List<Sample> samples) {

    /** What stands in the table of one of them. */
    record Sample(String place, String detail, String bytes) {

        private static Sample of(StoredReject reject) {
            return new Sample(
                    "%s #%d".formatted(Printable.of(reject.key()), reject.index()),
                    Printable.of(reject.detail()),
                    bytes(reject));
        }

        private static String bytes(StoredReject reject) {
            if (reject.kept() == 0) {
                return "(no bytes)";
            }
            String first = Printable.of(reject.bytes());
            return reject.kept() > reject.bytes().remaining() ? first + "…" : first;
        }
    }

    static RejectRow of(RejectSamples rejects) {
        return new RejectRow(
                Printable.of(rejects.reason()),
                rejects.count(),
                Formats.count(rejects.count()),
                rejects.first().stream().map(Sample::of).toList());
    }
}
