package clickstream.report;

import clickstream.event.Hour;
import java.time.Instant;
import java.util.List;

/**
 * What the database says of a range of hours, all as of one moment.
 *
 * @param from the first hour
 * @param to end of the range, exclusive
 * @param asOf that moment
 * @param hours each hour of the range, oldest first
 * @param rejects by reason, those with the most first
 * @param runs the last ones, newest first
 */
record ReportData(
        Hour from,
        Hour to,
        Instant asOf,
        List<HourStatus> hours,
        EventNames names,
        List<RejectSamples> rejects,
        List<RecentRun> runs) {}
