package clickstream.cli;

import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import clickstream.rejects.RejectRetry;
import clickstream.rejects.RetryCounts;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints what became of rejects that were tried again: as text each hour when it is done, as JSON one document at the end. */
final class RetrySummary implements AutoCloseable {

    private final PrintWriter out;
    private final OutputFormat format;
    private final List<RejectRetry.Result> results = new ArrayList<>();

    RetrySummary(PrintWriter out, OutputFormat format) {
        this.out = out;
        this.format = format;
    }

    List<HourResult> hours() {
        return results.stream().map(RejectRetry.Result::hour).toList();
    }

    /** Whether an hour failed after all its attempts. */
    boolean hasFailed() {
        return hours().stream().anyMatch(hour -> hour.outcome() == HourOutcome.FAILED);
    }

    /** There are none to try, which is more than that none was tried. */
    void addNone() {
        if (format == OutputFormat.text) {
            out.println("no rejects");
        }
    }

    void add(RejectRetry.Result result) {
        results.add(result);
        if (format == OutputFormat.text) {
            HourResult hour = result.hour();
            String failure = hour.failure() == null ? "" : ": " + hour.failure();
            out.println("hour %s %s%s".formatted(hour.hour(), hour.outcome(), failure));
            if (hour.outcome() != HourOutcome.LOCKED) {
                printCounts(result.counts());
            }
            out.flush();
        }
    }

    @Override
    public void close() {
        if (format == OutputFormat.json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("hours", results.stream().map(RetrySummary::document).toList());
            document.put("total", document(total()));
            JsonDocument.print(document, out);
        } else if (results.size() > 1) {
            out.println("all %d hours".formatted(results.size()));
            printCounts(total());
        }
        out.flush();
    }

    private RetryCounts total() {
        return results.stream().map(RejectRetry.Result::counts).reduce(RetryCounts.NONE, RetryCounts::plus);
    }

    private void printCounts(RetryCounts counts) {
        out.println("  objects  %,d with rejects = %,d read + %,d not in S3 any more + %,d too large still + %,d failed"
                .formatted(counts.objects(), counts.read(), counts.missing(), counts.left(), counts.failed()));
        out.println(("  rejects  %,d before = %,d inserted + %,d duplicate + %,d conflicting + %,d still rejected"
                        + " + %,d not in S3 any more + %,d not read%s")
                .formatted(
                        counts.before(),
                        counts.inserted(),
                        counts.duplicate(),
                        counts.conflicting(),
                        counts.rejected(),
                        counts.missed(),
                        counts.unread(),
                        counts.gone() == 0 ? "" : " + %,d not there any more".formatted(counts.gone())));
    }

    private static Map<String, Object> document(RejectRetry.Result result) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("hour", result.hour().hour().toString());
        document.put("status", result.hour().outcome().toString());
        if (result.hour().failure() != null) {
            document.put("failure", result.hour().failure());
        }
        document.putAll(document(result.counts()));
        return document;
    }

    private static Map<String, Object> document(RetryCounts counts) {
        Map<String, Object> objects = new LinkedHashMap<>();
        objects.put("withRejects", counts.objects());
        objects.put("read", counts.read());
        objects.put("missing", counts.missing());
        objects.put("tooLarge", counts.left());
        objects.put("failed", counts.failed());
        Map<String, Object> rejects = new LinkedHashMap<>();
        rejects.put("before", counts.before());
        rejects.put("inserted", counts.inserted());
        rejects.put("duplicate", counts.duplicate());
        rejects.put("conflicting", counts.conflicting());
        rejects.put("rejected", counts.rejected());
        rejects.put("missed", counts.missed());
        rejects.put("unread", counts.unread());
        rejects.put("gone", counts.gone());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("objects", objects);
        document.put("rejects", rejects);
        return document;
    }
}
