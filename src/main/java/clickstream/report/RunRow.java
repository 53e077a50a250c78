package clickstream.report;

import clickstream.event.PrintableText;
import java.time.Duration;

/**
 * A run, as shown.
 *
 * @param pace events read a second
 */
record RunRow(
        long run,
        String hour,
        String status,
        String started,
        String took,
        String objects,
        String events,
        String pace,
        boolean failed,
        String failure) {

    static RunRow of(RecentRun run) {
        Duration took = run.finishedAt() == null ? Duration.ZERO : Duration.between(run.startedAt(), run.finishedAt());
        return new RunRow(
                run.run(),
                run.hour().toString(),
                run.reload() ? run.status() + ", read again" : run.status(),
                Formats.instant(run.startedAt()),
                run.finishedAt() == null ? "" : Formats.duration(took),
                Formats.count(run.objectsFinished()),
                Formats.count(run.eventsRead()),
                Formats.pace(run.eventsRead(), took),
                run.failure() != null,
                run.failure() == null ? "" : PrintableText.of(run.failure()));
    }
}
