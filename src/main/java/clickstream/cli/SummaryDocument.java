package clickstream.cli;

import clickstream.event.Hour;
import clickstream.event.LoadCount;
import clickstream.job.HourResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of hours, as JSON. */
final class SummaryDocument {

    private SummaryDocument() {}

    static String of(boolean dryRun, List<HourResult> results, List<Hour> notBegun) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("dryRun", dryRun);
        document.put("hours", results.stream().map(SummaryDocument::hour).toList());
        document.put("notBegun", notBegun.stream().map(Hour::toString).toList());
        return JsonDocument.text(document);
    }

    private static Map<String, Object> hour(HourResult result) {
        Map<String, Object> hour = new LinkedHashMap<>();
        hour.put("hour", result.hour().toString());
        hour.put("status", result.outcome().toString());
        if (result.failure() != null) {
            hour.put("failure", result.failure());
        }
        Map<String, Object> objectCounts = new LinkedHashMap<>();
        Map<String, Object> eventCounts = new LinkedHashMap<>();
        for (LoadCount count : LoadCount.known(result.isWhole())) {
            Map<String, Object> counts = LoadCount.OF_OBJECTS.contains(count) ? objectCounts : eventCounts;
            counts.put(count.outcome(), count.of(result.counts()));
        }
        objectCounts.put("vanished", result.vanished());
        objectCounts.put("late", result.late());
        objectCounts.put("gets", result.gets());
        hour.put("objects", objectCounts);
        hour.put("events", eventCounts);
        hour.put("attempts", result.attempts());
        hour.put("seconds", result.took().toMillis() / 1_000.0);
        return hour;
    }
}
