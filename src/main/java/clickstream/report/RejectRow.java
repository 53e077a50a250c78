package clickstream.report;

import clickstream.event.PrintableText;
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
                    "%s #%d".formatted(PrintableText.quoted(reject.key()), reject.index()),
                    PrintableText.quoted(reject.detail()),
                    bytes(reject));
        }

        private static String bytes(StoredReject reject) {
            if (reject.kept() == 0) {
                return "(no bytes)";
            }
            String first = PrintableText.quoted(reject.bytes());
            return reject.kept() > reject.bytes().remaining() ? first + "…" : first;
        }
    }

    static RejectRow of(RejectSamples rejects) {
        return new RejectRow(
                PrintableText.quoted(rejects.reason()),
                rejects.count(),
                Formats.count(rejects.count()),
                rejects.first().stream().map(Sample::of).toList());
    }
}
